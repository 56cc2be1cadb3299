package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.lab.Sql;
import io.masterha.it.lab.Until;
import io.masterha.it.run.SwitchReport;
import io.masterha.it.run.SwitchRun;
import io.masterha.it.run.SwitchScene;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The source is exchanged under a writing application, and no acknowledged row is lost. */
@Tag("on-demand")
@Tag("switch")
@Execution(ExecutionMode.CONCURRENT)
class SwitchoverIT {
    private static final Duration WHILE = Duration.ofSeconds(1);

    private static SwitchScene start(String name, String... defaults) throws Exception {
        return SwitchScene.start(name, Selected.flavour(), Selected.mode(), defaults);
    }

    @Test
    @Tag("usual")
    void the_source_is_exchanged_and_the_old_one_follows() throws Exception {
        try (SwitchScene scene = start("switch")) {
            scene.writesFor(WHILE);
            SwitchRun run = scene.begin("--orig_master_is_new_slave");
            scene.hasSwitched(run, scene.db(2), true);
        }
    }

    @Test
    void the_old_source_stays_read_only_and_the_report_says_how_it_could_follow() throws Exception {
        try (SwitchScene scene = start("switch-alone")) {
            scene.writesFor(WHILE);
            SwitchRun run = scene.begin("--new_master_host=db3");
            SwitchReport report = scene.hasSwitched(run, scene.db(3), false);
            assertEquals(1, report.next().size(), run::log);
            assertTrue(scene.replication().status(scene.db(1)).isEmpty());
            String advice = report.next().get(0);
            String statements = advice.substring(advice.lastIndexOf(": ") + 2).replace("'***'", "'replpw'");
            for (String statement : statements.split(";")) {
                if (!statement.isBlank()) {
                    scene.db(1).run(statement.strip());
                }
            }
            Until.holds(
                    "db1 follows db3 after what was advised: " + statements,
                    Duration.ofSeconds(20),
                    () -> scene.replication().follows(scene.db(1), scene.db(3)),
                    () -> scene.replication().status(scene.db(1)).toString());
        }
    }

    /** What the new source takes must not come through the old one, which follows it, to a replica that gets it once more. */
    @Test
    @Tag("switch-ring")
    void in_a_ring_every_row_arrives_once() throws Exception {
        boolean words = Selected.flavour().hasSourceWords();
        try (SwitchScene scene = SwitchScene.named("switch-ring")
                .block(2, "skip_reset_slave=1")
                .prepared((lab, replication) -> {
                    replication.follow(lab.host(1), lab.host(2));
                    lab.host(1).run("SET GLOBAL " + (words ? "super_read_only=0" : "read_only=0"));
                    lab.host(1).run("SET GLOBAL read_only=0");
                })
                .start(Selected.flavour(), Selected.mode())) {
            scene.writesFor(WHILE);
            SwitchRun run = scene.begin("--orig_master_is_new_slave", "--new_master_host=db2");
            scene.hasSwitched(run, scene.db(2), true);
            assertTrue(run.log().contains("which is in a ring"), run::log);
        }
    }

    @Test
    void questions_come_before_anything_is_changed_and_checks_change_nothing() throws Exception {
        try (SwitchScene scene = start("switch-asks")) {
            String alive = "--master_state=alive";
            SwitchRun dry = scene.begin("--dry-run");
            assertEquals(0, dry.exit(), dry::log);
            assertTrue(dry.log().contains("-- the point of no return --"), dry::log);
            SwitchRun same = scene.begin("--check_only", "--new_master_host=db1");
            assertEquals(1, same.exit(), same::log);
            assertTrue(same.log().contains("db1 is the source already"), same::log);
            SwitchRun check = scene.command("masterha_master_switch", "", alive, "--check_only");
            assertEquals(0, check.exit(), check::log);
            SwitchRun unknown = scene.begin("--dead_master_host=db1", "--speed=11");
            assertEquals(1, unknown.exit(), unknown::log);
            assertTrue(
                    unknown.log().contains("unknown with --master_state=alive: --speed=11 --dead_master_host"),
                    unknown::log);
            SwitchRun stateless = scene.command("masterha_master_switch", "", "--interactive=0");
            assertEquals(1, stateless.exit(), stateless::log);
            for (String answers : List.of("", "no\n", "yes\nno\n\n", "yes\nno\nnobody\n")) {
                SwitchRun no = scene.command("masterha_master_switch", answers, alive);
                assertEquals(1, no.exit(), no::log);
            }
            try (Sql session = scene.db(1).admin()) {
                session.run("CREATE TABLE lab.other (id INT PRIMARY KEY) ENGINE=InnoDB");
                session.run("XA START 'forgotten'");
                session.run("INSERT INTO lab.other VALUES (1)");
                session.run("XA END 'forgotten'");
                session.run("XA PREPARE 'forgotten'");
                SwitchRun prepared = scene.begin();
                assertEquals(1, prepared.exit(), prepared::log);
                assertTrue(prepared.log().contains("XA transaction(s) are prepared: forgotten"), prepared::log);
                session.run("XA ROLLBACK 'forgotten'");
            }
            scene.stillWrites();
            assertEquals(Duration.ZERO, longer(scene.writer().longestGap(), Duration.ofSeconds(1)));
            SwitchRun yes = scene.command(
                    "masterha_master_switch", "yes\nno\ndb3\nyes\nyes\n", alive, "--orig_master_is_new_slave");
            scene.hasSwitched(yes, scene.db(3), true);
        }
    }

    private static Duration longer(Duration gap, Duration limit) {
        return gap.compareTo(limit) > 0 ? gap : Duration.ZERO;
    }

    @Test
    void long_transactions_refuse_it_or_are_waited_for_or_ended() throws Exception {
        try (SwitchScene scene = start("switch-long")) {
            scene.db(1).run("CREATE TABLE lab.other (id INT PRIMARY KEY) ENGINE=InnoDB");
            try (Sql session = scene.db(1).admin()) {
                begun(session, 1, scene);
                SwitchRun refused = scene.begin("--wait_for_writes=0");
                assertEquals(1, refused.exit(), refused::log);
                assertTrue(refused.log().contains("a connection writes for longer than 1 s"), refused::log);
                scene.stillWrites();
                SwitchRun waits = scene.begin("--wait_for_writes=60", "--orig_master_is_new_slave");
                Until.passed(Duration.ofSeconds(3));
                assertTrue(waits.isRunning(), waits::log);
                scene.stillWrites();
                session.run("COMMIT");
                assertEquals(0, waits.exit(), waits::log);
            }
            try (Sql session = scene.db(2).admin()) {
                begun(session, 2, scene);
                SwitchRun ends = scene.begin("--end_writes", "--new_master_host=db1", "--orig_master_is_new_slave");
                scene.hasSwitched(ends, scene.db(1), true);
                org.junit.jupiter.api.Assertions.assertThrows(SQLException.class, () -> session.run("COMMIT"));
            }
            assertEquals("1", scene.db(1).value("SELECT GROUP_CONCAT(id) FROM lab.other"));
        }
    }

    private static void begun(Sql session, int row, SwitchScene scene) throws SQLException {
        session.run("BEGIN");
        session.run("INSERT INTO lab.other VALUES (" + row + ")");
        scene.writesFor(Duration.ofSeconds(3));
    }

    /** A client that {@code read_only} does not stop, and events: both write on the source until they are stopped. */
    @Test
    void privileged_clients_and_events_lose_nothing_and_are_stopped() throws Exception {
        try (SwitchScene scene = start("switch-privileged")) {
            scene.db(1).run("CREATE TABLE lab.other (id INT PRIMARY KEY) ENGINE=InnoDB");
            scene.db(1).run("CREATE TABLE lab.ticks (id INT AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB");
            scene.db(1).run("SET GLOBAL event_scheduler=ON");
            scene.db(1).run("CREATE EVENT lab.tick ON SCHEDULE EVERY 1 SECOND DO INSERT INTO lab.ticks VALUES ()");
            ConcurrentLinkedQueue<Integer> acknowledged = new ConcurrentLinkedQueue<>();
            Thread privileged = new Thread(() -> {
                try (Sql session = scene.db(1).admin()) {
                    for (int id = 1; ; id++) {
                        session.run("INSERT INTO lab.other VALUES (" + id + ")");
                        acknowledged.add(id);
                        Until.passed(Duration.ofMillis(2));
                    }
                } catch (SQLException stopped) {
                    // That is what is wanted.
                }
            });
            privileged.start();
            scene.writesFor(Duration.ofSeconds(2));
            SwitchRun run = scene.begin();
            SwitchReport report = scene.hasSwitched(run, scene.db(2), false);
            privileged.join(Duration.ofSeconds(5).toMillis());
            assertTrue(!privileged.isAlive(), run::log);
            Set<Integer> missing = new TreeSet<>(acknowledged);
            try (Sql session = scene.db(2).admin()) {
                missing.removeAll(session.rows("SELECT id FROM lab.other").stream()
                        .map(row -> Integer.valueOf(row.getOrDefault("id", "")))
                        .collect(Collectors.toSet()));
            }
            assertEquals(Set.of(), missing, run::log);
            assertTrue(acknowledged.size() > 100, "the privileged client wrote " + acknowledged.size() + " rows");
            assertEquals("OFF", scene.db(1).value("SELECT @@global.event_scheduler"));
            String ticks = "SELECT COUNT(*) FROM lab.ticks";
            assertEquals(scene.db(1).value(ticks), scene.db(2).value(ticks));
            assertTrue(report.next().stream().anyMatch(line -> line.contains("event_scheduler=ON")), run::log);
        }
    }
}
