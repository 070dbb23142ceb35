package io.seqsvr.verification.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * Hunts technology in the core, clocks read where a test could not stop them, and services that
 * know each other. The rules see the classes of every module; the last test makes sure that they
 * do.
 */
@AnalyzeClasses(packages = "io.seqsvr", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] CORE = {
    "io.seqsvr.alloc.core..",
    "io.seqsvr.cluster.core..",
    "io.seqsvr.message.client.internal..",
    "io.seqsvr.message.server.core..",
    "io.seqsvr.message.server.delivery..",
    "io.seqsvr.message.server.lane..",
    "io.seqsvr.store.core.."
  };
  private static final String[] GENERATED = {
    "io.seqsvr.api.alloc.v1..", "io.seqsvr.api.store.v1..", "io.seqsvr.message.v1.."
  };

  @ArchTest
  static final ArchRule coreIsOnTheJdkAlone =
      classes()
          .that()
          .resideInAnyPackage(CORE)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.jspecify.annotations..",
              "io.seqsvr.api.error..",
              "io.seqsvr.api.key..",
              "io.seqsvr.api.time..",
              "io.seqsvr.alloc.core..",
              "io.seqsvr.cluster.core..",
              "io.seqsvr.message.client",
              "io.seqsvr.message.client.internal..",
              "io.seqsvr.message.server.core..",
              "io.seqsvr.message.server.delivery..",
              "io.seqsvr.message.server.lane..",
              "io.seqsvr.store.core..");

  /** The builders of the message SDK take an interceptor, for tracing and tokens. */
  @ArchTest
  static final ArchRule grpcStaysInItsPackages =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.seqsvr..grpc..", "io.seqsvr..config..")
          .and(not(resideInAnyPackage(GENERATED)))
          .and()
          .haveNameNotMatching("io.seqsvr.message.client.(MessageClient|Conversations)Builder")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.grpc..");

  @ArchTest
  static final ArchRule curatorStaysInItsPackage =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.seqsvr.cluster.zookeeper..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.curator..");

  @ArchTest
  static final ArchRule sqlStaysInItsPackage =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.seqsvr.database..",
              "io.seqsvr.message.server.mysql..",
              "io.seqsvr.message.server.config..",
              "io.seqsvr.store.mysql..",
              "io.seqsvr.store.config..",
              "io.seqsvr.embedded..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..");

  /** The embedded servers wait for child processes; their one clock reader is a deadline. */
  @ArchTest
  static final ArchRule clocksComeInThroughConstructors =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.seqsvr..time..", "io.seqsvr..config..")
          .and()
          .doNotHaveFullyQualifiedName("io.seqsvr.embedded.Deadline")
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class);

  @ArchTest
  static final ArchRule servicesDoNotKnowEachOther =
      noClasses()
          .that()
          .resideInAPackage("io.seqsvr.store..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.seqsvr.alloc..", "io.seqsvr.client..", "io.seqsvr.message..", "io.seqsvr.cli..");

  @ArchTest
  static final ArchRule theMessageServiceKnowsTheSequenceServiceByItsClientOnly =
      noClasses()
          .that()
          .resideInAPackage("io.seqsvr.message..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.seqsvr.alloc..", "io.seqsvr.store..", "io.seqsvr.cluster..", "io.seqsvr.cli..");

  @ArchTest
  static final ArchRule theMessageClientKnowsItsProtocolOnly =
      noClasses()
          .that()
          .resideInAPackage("io.seqsvr.message.client..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.seqsvr.message.server..", "io.seqsvr.client..", "org.springframework..");

  @ArchTest
  static final ArchRule theDatabaseKnowsNoService =
      noClasses()
          .that()
          .resideInAPackage("io.seqsvr.database..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.seqsvr..")
                  .and(not(resideInAnyPackage("io.seqsvr.database..", "io.seqsvr.api.error.."))));

  @ArchTest
  static final ArchRule theAllocatorKnowsTheStoreByItsProtocolOnly =
      noClasses()
          .that()
          .resideInAPackage("io.seqsvr.alloc..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.seqsvr.store..", "io.seqsvr.client..", "io.seqsvr.message..", "io.seqsvr.cli..");

  @ArchTest
  static final ArchRule theClientKnowsTheApiOnly =
      noClasses()
          .that()
          .resideInAPackage("io.seqsvr.client..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.seqsvr.store..",
              "io.seqsvr.alloc..",
              "io.seqsvr.cluster..",
              "io.seqsvr.message..",
              "org.springframework..");

  @ArchTest
  static final ArchRule internalsStayInside =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.seqsvr.client..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.seqsvr.client.internal..", "io.seqsvr.client.grpc..");

  @ArchTest
  static final ArchRule internalsOfTheMessageClientStayInside =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.seqsvr.message.client..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.seqsvr.message.client.internal..", "io.seqsvr.message.client.grpc..");

  @ArchTest
  static final ArchRule packagesFormNoCycles =
      slices().matching("io.seqsvr.(**)").should().beFreeOfCycles();

  @Test
  void theRulesSeeEveryModule() {
    JavaClasses all =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.seqsvr");
    assertThat(all.stream().map(type -> type.getPackageName().split("\\.", 4)[2]))
        .contains(
            "api",
            "cluster",
            "database",
            "store",
            "alloc",
            "client",
            "message",
            "embedded",
            "history",
            "cli");
  }
}
