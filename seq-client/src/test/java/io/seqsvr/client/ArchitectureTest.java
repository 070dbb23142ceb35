package io.seqsvr.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which package may know which, and what the public API is made of. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.seqsvr.client");

  @Test
  void theCoreKnowsNoTransport() {
    classes()
        .that()
        .resideInAPackage("io.seqsvr.client.internal")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify..",
            "io.seqsvr.client.internal",
            "io.seqsvr.api.error",
            "io.seqsvr.api.key",
            "io.seqsvr.api.time")
        .check(CLASSES);
  }

  @Test
  void onlyTheAdapterKnowsTheTransport() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.seqsvr.client.grpc")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.grpc..",
            "io.netty..",
            "com.google..",
            "io.seqsvr.api.alloc..",
            "io.seqsvr.api.grpc")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.seqsvr.(**)").should().beFreeOfCycles().check(CLASSES);
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

  @Test
  void publicSignaturesAreOfTheJdkAndThisProjectAlone() {
    List<String> foreign =
        CLASSES.stream()
            .filter(type -> type.getPackageName().equals("io.seqsvr.client"))
            .filter(
                type ->
                    type.getModifiers()
                        .contains(com.tngtech.archunit.core.domain.JavaModifier.PUBLIC))
            .flatMap(type -> Arrays.stream(type.reflect().getMethods()))
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .flatMap(ArchitectureTest::typesOf)
            .map(type -> type.isArray() ? type.getComponentType() : type)
            .filter(type -> !type.isPrimitive())
            .map(Class::getName)
            .filter(name -> !name.startsWith("java."))
            .filter(
                name -> !name.matches("io\\.seqsvr\\.(client|api\\.error|api\\.time)\\.[A-Z].*"))
            .distinct()
            .toList();

    assertThat(foreign).isEmpty();
  }

  private static Stream<Class<?>> typesOf(Method method) {
    return Stream.concat(
        Stream.of(method.getReturnType()), Arrays.stream(method.getParameterTypes()));
  }
}
