package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.masterha.it.lab.Flavour;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Sql;
import io.masterha.it.lab.Until;
import io.masterha.it.run.SwitchRun;
import io.masterha.it.run.SwitchScene;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What MHA's lesser options of a switchover do to real servers, by what the servers themselves say was asked of them. */
@Tag("on-demand")
@Tag("switch-options")
@Execution(ExecutionMode.CONCURRENT)
class SwitchOptionsIT {
    private static final Duration WHILE = Duration.ofSeconds(1);

    private static SwitchScene start(String name) throws Exception {
        return SwitchScene.start(name, Selected.flavour(), Selected.mode());
    }

    /** How often a statement of this kind was run on the server since it was started. */
    private static long flushes(LabHost host) throws SQLException {
        try (Sql session = host.admin()) {
            return Long.parseLong(
                    session.rows("SHOW GLOBAL STATUS LIKE 'Com_flush'").get(0).getOrDefault("Value", ""));
        }
    }

    private static void logsStatements(LabHost host, boolean on) {
        host.run("SET GLOBAL general_log = " + (on ? "ON" : "OFF"));
    }

    /** Statements of the whole general log that begin so. */
    private static int asked(LabHost host, String statement) {
        String file = host.value("SELECT @@general_log_file");
        String path = file.startsWith("/") ? file : "/var/lib/mysql/" + file.replaceFirst("^\\./", "");
        return Integer.parseInt(host.shell("grep -aciE 'Query[[:space:]]+" + statement + "' " + path + " || true")
                .strip());
    }

    @Test
    void a_query_that_lasts_on_the_new_source_refuses_it_by_its_limit() throws Exception {
        try (SwitchScene scene = start("busy-candidate")) {
            LabHost candidate = scene.db(2);
            candidate.shell(
                    "(for i in 1 2 3; do $(command -v mariadb || command -v mysql) -uadmin -padminpw -h127.0.0.1"
                            + " -e 'SELECT SLEEP(300)'; done) >/dev/null 2>&1 &");
            Until.passed(Duration.ofSeconds(3));
            SwitchRun refused = scene.begin("--new_master_host=db2", "--running_seconds_limit=2");
            assertEquals(1, refused.exit(), refused::log);
            assertTrue(refused.log().contains("a query has run for 2 s or more"), refused::log);
            assertTrue(refused.log().contains("SELECT SLEEP(300)"), refused::log);
            scene.stillWrites();
            SwitchRun other = scene.begin("--new_master_host=db3", "--running_seconds_limit=2", "--check_only");
            assertEquals(0, other.exit(), other::log);
            String query = longQuery(candidate);
            SwitchRun run =
                    scene.begin("--new_master_host=db2", "--running_seconds_limit=200", "--remove_orig_master_conf");
            scene.hasSwitched(run, candidate, false);
            String left = Files.readString(scene.directory().resolve("app.cnf"));
            assertFalse(left.contains("hostname=db1"), left);
            assertTrue(left.contains("hostname=db3"), left);
            assertEquals(query, longQuery(candidate), "a reader is not disturbed");
        }
    }

    private static String longQuery(LabHost host) {
        return host.value("SELECT id FROM information_schema.processlist WHERE info = 'SELECT SLEEP(300)'");
    }

    /** Where there is super_read_only no table is locked or flushed, whatever the options say. */
    @Test
    void tables_are_flushed_and_locked_only_where_read_only_does_not_stop_everybody() throws Exception {
        try (SwitchScene scene = start("flush-and-lock")) {
            boolean locks = !Selected.flavour().hasSourceWords();
            LabHost source = scene.db(1);
            logsStatements(source, true);
            scene.writesFor(WHILE);
            SwitchRun run = scene.begin("--orig_master_is_new_slave", "--new_master_host=db2");
            assertEquals(0, run.exit(), run::log);
            assertEquals(locks ? 1 : 0, asked(source, "FLUSH NO_WRITE_TO_BINLOG TABLES"), run::log);
            assertEquals(locks ? 1 : 0, asked(source, "FLUSH TABLES WITH READ LOCK"), run::log);
            assertEquals(locks ? 1 : 0, asked(source, "UNLOCK TABLES"), run::log);

            LabHost second = scene.db(2);
            logsStatements(second, true);
            SwitchRun unflushed =
                    scene.begin("--orig_master_is_new_slave", "--new_master_host=db3", "--flush_tables=0");
            assertEquals(0, unflushed.exit(), unflushed::log);
            assertEquals(0, asked(second, "FLUSH NO_WRITE_TO_BINLOG TABLES"), unflushed::log);
            assertEquals(locks ? 1 : 0, asked(second, "FLUSH TABLES WITH READ LOCK"), unflushed::log);

            LabHost third = scene.db(3);
            logsStatements(third, true);
            long before = flushes(third);
            SwitchRun unlocked =
                    scene.begin("--orig_master_is_new_slave", "--skip_lock_all_tables", "--new_master_host=db1");
            assertEquals(0, unlocked.exit(), unlocked::log);
            assertEquals(0, asked(third, "FLUSH TABLES WITH READ LOCK"), unlocked::log);
            assertEquals(before, flushes(third), unlocked::log);
            assertEquals("1", third.value("SELECT @@global.read_only"));
            scene.ends(scene.db(1), true, unlocked);
        }
    }

    @Test
    void a_replica_of_two_sources_is_refused_and_named() throws Exception {
        assumeTrue(Selected.flavour() != Flavour.MYSQL_56, "MySQL 5.6 follows one source");
        try (SwitchScene scene = start("two-sources")) {
            LabHost replica = scene.db(3);
            boolean words = Selected.flavour().hasSourceWords();
            if (Selected.flavour() == Flavour.MYSQL_80) {
                replica.run("STOP REPLICA");
                replica.run("SET GLOBAL super_read_only=0");
                replica.run("SET GLOBAL master_info_repository='TABLE'");
                replica.run("SET GLOBAL relay_log_info_repository='TABLE'");
                replica.run("SET GLOBAL super_read_only=1");
                replica.run("START REPLICA");
            }
            if (Selected.flavour().isMariaDb()) {
                replica.run("CHANGE MASTER 'other' TO MASTER_HOST='192.0.2.1', MASTER_USER='x', MASTER_PASSWORD='x'");
            } else {
                replica.run(
                        words
                                ? "CHANGE REPLICATION SOURCE TO SOURCE_HOST='192.0.2.1', SOURCE_USER='x' FOR CHANNEL 'other'"
                                : "CHANGE MASTER TO MASTER_HOST='192.0.2.1', MASTER_USER='x' FOR CHANNEL 'other'");
            }
            SwitchRun check = scene.command("masterha_check_repl", "");
            assertEquals(1, check.exit(), check::log);
            assertTrue(check.log().contains("db3 replicates over 2 channels"), check::log);
            SwitchRun refused = scene.begin();
            assertEquals(1, refused.exit(), refused::log);
            scene.stillWrites();
        }
    }
}
