package io.seqsvr.message.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Which package may know which. */
class ArchitectureTest {
  private static final String ROOT = "io.seqsvr.message.client";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void theRulesAreOnTheJdkAlone() {
    classes()
        .that()
        .resideInAPackage(ROOT + ".internal")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify..",
            ROOT + ".internal",
            "io.seqsvr.api.error",
            "io.seqsvr.api.time")
        .check(CLASSES);
  }

  /** But for the interceptors that a builder takes. */
  @Test
  void onlyTheAdapterKnowsTheTransport() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".grpc")
        .and()
        .doNotHaveSimpleName("MessageClientBuilder")
        .and()
        .doNotHaveSimpleName("ConversationsBuilder")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.grpc..",
            "io.netty..",
            "com.google..",
            "io.seqsvr.message.v1..",
            "io.seqsvr.api.grpc")
        .check(CLASSES);
  }

  @Test
  void nothingOfTheSequenceClientIsUsed() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.seqsvr.client..")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.seqsvr.message.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void nobodyReadsTheMachinesClockOrSleeps() {
    noClasses()
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .check(CLASSES);
  }
}
