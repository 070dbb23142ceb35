package io.seqsvr.store;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Keeps the core free of technology, and each technology in the package named after it. */
final class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.seqsvr.store");

  @Test
  void coreIsOnTheJdkAlone() {
    classes()
        .that()
        .resideInAPackage("io.seqsvr.store.core")
        .should()
        .onlyDependOnClassesThat(
            resideInAPackage("java..")
                .or(resideInAPackage("org.jspecify.."))
                .or(resideInAPackage("io.seqsvr.api.error"))
                .or(resideInAPackage("io.seqsvr.cluster.core"))
                .or(resideInAPackage("io.seqsvr.store.core")))
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("io.seqsvr.store.core")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "java.net..", "java.io..")
        .check(CLASSES);
  }

  @Test
  void technologiesStayInTheirPackages() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.seqsvr.store.grpc", "io.seqsvr.store.config")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.grpc..", "io.seqsvr.api.store..", "io.seqsvr.api.grpc..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackages("io.seqsvr.store.mysql", "io.seqsvr.store.config")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..", "com.zaxxer..", "org.flywaydb..")
        .check(CLASSES);
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.curator..", "org.apache.zookeeper..")
        .check(CLASSES);
  }

  @Test
  void clocksAreReadInTheWiringAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.seqsvr.store.config")
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .check(CLASSES);
  }

  @Test
  void packagesDoNotDependOnEachOtherInCircles() {
    slices().matching("io.seqsvr.store.(*)").should().beFreeOfCycles().check(CLASSES);
  }
}
