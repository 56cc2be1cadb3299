package io.masterha.manager;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The dependency rules of docs/architecture.md: who may know whom, and who may touch the outside world. */
@AnalyzeClasses(
        packages = {"io.masterha.manager", "io.masterha.binlog"},
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] DECIDING = {"..manager.detect..", "..manager.topology..", "..manager.plan.."};
    private static final String[] PURE = {
        "..manager.detect..",
        "..manager.topology..",
        "..manager.plan..",
        "..manager.step..",
        "io.masterha.binlog",
        "io.masterha.binlog.gtid..",
        "io.masterha.binlog.node.."
    };

    @ArchTest
    static final ArchRule packages_have_no_cycles = slices().matching("io.masterha.manager.(*)..")
            .should()
            .beFreeOfCycles()
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule packages_within_packages_have_no_cycles =
            slices().matching("io.masterha.manager.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule what_decides_touches_neither_network_nor_files_nor_log = noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.sql..",
                    "java.net..",
                    "java.nio.channels..",
                    "java.util.concurrent..",
                    "com.jcraft..",
                    "com.mysql..",
                    "org.slf4j..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule what_decides_has_no_clock = noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(java.time.LocalDateTime.class, "now")
            .orShould()
            .callMethod(java.time.ZonedDateTime.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(java.time.Clock.class)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule what_decides_neither_sleeps_nor_throws_dice = noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Thread.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(java.util.Random.class)
            .orShould()
            .callMethod(java.util.UUID.class, "randomUUID")
            .orShould()
            .callMethod(Math.class, "random")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule what_decides_knows_no_adapter_and_no_operation = noClasses()
            .that()
            .resideInAnyPackage(DECIDING)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..manager.adapter..", "..manager.app..", "..manager.execute..", "..manager.cli..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule detection_knows_nothing_of_plans = noClasses()
            .that()
            .resideInAPackage("..manager.detect..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..manager.plan..", "..manager.step..", "..manager.execute..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule ports_are_interfaces_and_values = classes()
            .that()
            .resideInAPackage("..manager.port..")
            .and()
            .areTopLevelClasses()
            .should()
            .beInterfaces()
            .orShould()
            .beRecords()
            .orShould()
            .beEnums();

    @ArchTest
    static final ArchRule ports_know_no_adapter = noClasses()
            .that()
            .resideInAPackage("..manager.port..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..manager.adapter..", "..manager.app..", "..manager.cli..", "..manager.config..");

    @ArchTest
    static final ArchRule adapters_do_not_know_each_other = slices().matching("io.masterha.manager.adapter.(*)..")
            .should()
            .notDependOnEachOther()
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule only_the_wiring_knows_adapters = noClasses()
            .that()
            .resideOutsideOfPackages("..manager.adapter..", "..manager.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..manager.adapter..");

    @ArchTest
    static final ArchRule jsch_is_known_in_one_place = noClasses()
            .that()
            .resideOutsideOfPackage("..manager.adapter.ssh..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.jcraft..");

    @ArchTest
    static final ArchRule jdbc_is_known_in_one_place = noClasses()
            .that()
            .resideOutsideOfPackage("..manager.adapter.jdbc..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "com.mysql..");

    @ArchTest
    static final ArchRule picocli_is_known_in_one_place = noClasses()
            .that()
            .resideOutsideOfPackage("..manager.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule only_the_clock_sleeps = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.masterha.manager.adapter.SystemTime")
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", long.class, int.class);

    @ArchTest
    static final ArchRule the_only_exception_of_ours_is_problem = classes()
            .that()
            .areAssignableTo(Throwable.class)
            .should()
            .haveFullyQualifiedName("io.masterha.binlog.Problem");
}
