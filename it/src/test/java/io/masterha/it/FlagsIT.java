package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.masterha.it.lab.Flavour;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.ReplicationMode;
import io.masterha.it.lab.Rows;
import io.masterha.it.run.Report;
import io.masterha.it.run.Scene;
import io.masterha.it.run.SceneSetting;
import io.masterha.it.run.TypedCommand;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What options and flags of servers change in a start and in a failover. */
@Tag("on-demand")
@Tag("flags")
@Execution(ExecutionMode.CONCURRENT)
class FlagsIT {
    private static final Duration WHILE = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String MARK = "only-on-the-source";

    private static Scene start(SceneSetting setting) throws Exception {
        return setting.start(Selected.flavour(), Selected.mode());
    }

    private static String conf(Scene scene) {
        return scene.directory().resolve("app.cnf").toString();
    }

    /** The same configuration with one more line. */
    private static String confWith(Scene scene, String after, String line) throws Exception {
        String text = scene.config().replace(after + "\n", after + "\n" + line + "\n");
        return Files.writeString(scene.directory().resolve("other.cnf"), text).toString();
    }

    @Test
    void a_failover_leaves_out_what_it_is_told_to() throws Exception {
        SceneSetting setting = Scene.named("left-out")
                .hosts(3)
                .managerOption("--skip_save_master_binlog")
                .managerOption("--skip_change_master")
                .managerOption("--skip_disable_read_only")
                .managerOption("--new_master_host=db3");
        try (Scene scene = start(setting)) {
            scene.writesFor(WHILE);
            scene.replicasAreCurrent(2, 3);
            scene.lab().without(scene.db(1)).forEach(scene.replication()::stopReceiver);
            scene.writesFor(WHILE);
            scene.db(1).killServer();
            assertEquals(
                    10,
                    scene.manager().awaitExit(LIMIT),
                    "nobody follows: " + scene.manager().log());
            scene.writer().stop();
            Report report = scene.manager().report();
            assertEquals("db3", report.newSource());
            assertEquals("1", scene.db(3).value("SELECT @@global.read_only"), "--skip_disable_read_only");
            assertTrue(scene.replication().pointsAt(scene.db(2), scene.db(1)), "--skip_change_master");
            assertFalse(Rows.missing(scene.writer(), scene.db(3)).isEmpty(), "--skip_save_master_binlog");
            assertFalse(report.loss().verdict().equals("none"), report.loss().sentence());
        }
    }

    @Test
    void a_server_with_ignore_fail_may_be_down_at_start_and_one_that_is_down_in_a_failover_is_left_out()
            throws Exception {
        SceneSetting ignored = Scene.named("ignore-fail")
                .hosts(4)
                .block(4, "ignore_fail=1")
                .managerOption("--ignore_fail_on_start")
                .prepared((lab, replication) -> lab.host(4).killServer());
        try (Scene scene = start(ignored)) {
            TypedCommand.Said strict = TypedCommand.run("masterha_check_repl", "--conf", conf(scene));
            assertEquals(1, strict.exit(), strict::text);
            scene.writesFor(WHILE);
            scene.db(1).killServer();
            assertEquals(10, scene.manager().awaitExit(LIMIT), scene.manager()::log);
            Report report = scene.manager().report();
            assertTrue(List.of("db2", "db3").contains(report.newSource()), report::newSource);
            assertTrue(scene.manager().hasCompleteMarker(), "after exit 10 too, as in MHA");
        }
        try (Scene scene = start(Scene.named("left-out-dead").hosts(3).managerOption("--wait_on_failover_error=3"))) {
            scene.writesFor(WHILE);
            scene.db(3).killServer();
            Instant kill = scene.db(1).killServer();
            assertEquals(10, scene.manager().awaitExit(LIMIT), scene.manager()::log);
            assertTrue(Duration.between(kill, Instant.now()).compareTo(Duration.ofSeconds(3)) > 0, "it was waited");
            assertEquals("db2", scene.manager().report().newSource(), "MHA refuses then, without ignore_fail");
            assertTrue(scene.manager().log().contains("db3: it did not answer"), scene.manager()::log);
        }
    }

    @Test
    void a_start_may_be_made_to_depend_on_health_and_an_error_may_be_waited_on() throws Exception {
        try (Scene scene = start(Scene.named("health").hosts(2))) {
            scene.replication().stopApplier(scene.db(2));
            String[] check = {"masterha_manager", "--conf", conf(scene), "--check_only"};
            TypedCommand.Said usual = TypedCommand.run(check);
            assertEquals(0, usual.exit(), usual::text);
            TypedCommand.Said healthy = TypedCommand.run(
                    check[0], check[1], check[2], check[3], "--check_repl_health", "--wait_on_monitor_error=4");
            assertEquals(1, healthy.exit(), healthy::text);
            assertTrue(healthy.text().contains("db2"), healthy::text);
            assertTrue(healthy.took().compareTo(Duration.ofSeconds(4)) > 0, healthy::toString);
        }
    }

    @Test
    void hosts_are_not_looked_at_at_start_if_that_is_skipped() throws Exception {
        try (Scene scene = start(Scene.named("skip-ssh").hosts(3))) {
            scene.db(3).freezeSsh();
            TypedCommand.Said strict = TypedCommand.run("masterha_manager", "--conf", conf(scene), "--check_only");
            assertEquals(1, strict.exit(), strict::text);
            TypedCommand.Said skipped =
                    TypedCommand.run("masterha_manager", "--conf", conf(scene), "--check_only", "--skip_ssh_check");
            assertEquals(0, skipped.exit(), skipped::text);
            String other = confWith(scene, "hostname=db3", "skip_init_ssh_check=1");
            TypedCommand.Said left = TypedCommand.run("masterha_manager", "--conf", other, "--check_only");
            assertEquals(0, left.exit(), left::text);
        }
    }

    @Test
    void what_a_failover_applies_stays_out_of_the_binary_log_of_a_server_with_disable_log_bin() throws Exception {
        SceneSetting setting =
                Scene.named("disable-log-bin").hosts(3).block(2, "disable_log_bin=1\ncandidate_master=1");
        try (Scene scene = start(setting)) {
            scene.writesFor(WHILE);
            scene.lab().without(scene.db(1)).forEach(scene.replication()::stopReceiver);
            scene.db(1).run("CREATE TABLE lab.marked (note VARCHAR(40) PRIMARY KEY) ENGINE=InnoDB");
            scene.db(1).run("INSERT INTO lab.marked VALUES ('" + MARK + "')");
            scene.writesFor(WHILE);
            Instant kill = scene.db(1).killServer();
            assertEquals("db2", scene.endsWithoutLoss(kill).newSource());
            boolean byGtid = Selected.mode() == ReplicationMode.GTID;
            assertEquals(byGtid, logs(scene.db(2)), "db2 has it in its tables and, by position, not in its log");
            assertTrue(logs(scene.db(3)), "db3 has no such setting");
        }
    }

    private static boolean logs(LabHost host) {
        return !host.shell("cat /var/lib/mysql/mysql-bin.0* | grep -ac " + MARK + " || true")
                .equals("0");
    }

    @Test
    void with_latest_priority_0_the_first_server_is_completed_and_promoted_although_it_is_behind() throws Exception {
        try (Scene scene = start(Scene.named("latest-priority").hosts(3).byDefault("latest_priority=0"))) {
            scene.replication().stopReceiver(scene.db(2));
            scene.writesFor(WHILE);
            Instant kill = scene.db(1).killServer();
            assertEquals("db2", scene.endsWithoutLoss(kill).newSource());
            assertTrue(
                    scene.journal()
                            .received(scene.db(2))
                            .isBefore(scene.journal().received(scene.db(3))),
                    "it was behind");
        }
    }

    @Test
    void replication_filters_that_differ_are_refused_unless_they_are_not_looked_at() throws Exception {
        assumeTrue(Selected.flavour() != Flavour.MYSQL_56, "there a filter is changed by a restart only");
        try (Scene scene = start(Scene.named("filters").hosts(3))) {
            LabHost replica = scene.db(3);
            scene.replication().stopReceiver(replica);
            scene.replication().stopApplier(replica);
            replica.run(
                    Selected.flavour().isMariaDb()
                            ? "SET GLOBAL replicate_ignore_db='elsewhere'"
                            : "CHANGE REPLICATION FILTER REPLICATE_IGNORE_DB=(elsewhere)");
            scene.replication().startApplier(replica);
            scene.replication().startReceiver(replica);
            TypedCommand.Said refused = TypedCommand.run("masterha_manager", "--conf", conf(scene), "--check_only");
            assertEquals(1, refused.exit(), refused::text);
            assertTrue(refused.text().contains("elsewhere"), refused::text);
            String other = confWith(scene, "[server default]", "check_repl_filter=0");
            TypedCommand.Said accepted = TypedCommand.run("masterha_manager", "--conf", other, "--check_only");
            assertEquals(0, accepted.exit(), accepted::text);
        }
    }
}
