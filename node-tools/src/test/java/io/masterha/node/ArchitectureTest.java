package io.masterha.node;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.net.InetAddress;
import java.net.NetworkInterface;

/** The dependency rules of the node commands. */
@AnalyzeClasses(packages = "io.masterha.node", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching("io.masterha.node.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule the_manager_is_not_known = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.masterha.manager..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule jdbc_is_known_where_logs_are_applied_only = noClasses()
            .that()
            .resideOutsideOfPackage("..node.apply..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "com.mysql..");

    @ArchTest
    static final ArchRule the_virtual_source_knows_nothing_of_the_replica = noClasses()
            .that()
            .resideInAPackage("..node.source..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..node.apply..", "..node.save..", "..node.cli..");

    @ArchTest
    static final ArchRule sockets_are_opened_by_the_virtual_source_only = noClasses()
            .that()
            .resideOutsideOfPackage("..node.source..")
            .and()
            .doNotHaveSimpleName("ThisHost")
            .should()
            .dependOnClassesThat(resideInAPackage("java.net..")
                    .and(not(type(InetAddress.class)))
                    .and(not(type(NetworkInterface.class))));

    /** Loading it takes 0.1 s, which a request in JSON must not pay. */
    @ArchTest
    static final ArchRule the_way_of_a_json_request_does_not_touch_picocli = noClasses()
            .that()
            .haveSimpleName("CommandLineEntry")
            .or()
            .haveSimpleName("CommandName")
            .or()
            .haveSimpleName("JsonMode")
            .or()
            .haveSimpleName("Answers")
            .or()
            .resideOutsideOfPackage("..node.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli..");

    @ArchTest
    static final ArchRule the_only_exception_of_ours_is_problem =
            noClasses().should().beAssignableTo(Throwable.class);

    @ArchTest
    static final ArchRule every_code_of_a_problem_is_an_enum = classes()
            .that()
            .implement(io.masterha.binlog.ErrorCode.class)
            .should()
            .beEnums();
}
