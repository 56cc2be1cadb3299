package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.ReplicationMode;
import io.masterha.it.lab.Rows;
import io.masterha.it.lab.Sql;
import io.masterha.it.lab.Until;
import io.masterha.it.run.Report;
import io.masterha.it.run.Scene;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A server was promoted and the application writes to it; then it dies, before the others follow it, or all of them. */
@Tag("promoted-gone")
@Tag("on-demand")
@Execution(ExecutionMode.CONCURRENT)
class PromotedGoneIT {
    private static final Duration WHILE = Duration.ofSeconds(1);
    private static final Duration SOON = Duration.ofMinutes(1);
    /** Within 10 s by all computation; it was a minute when each question to it ran into its limit. */
    private static final Duration REPLACED = Duration.ofSeconds(30);

    private static final Duration END = Duration.ofMinutes(4);

    private static boolean byPosition() {
        return Selected.mode() == ReplicationMode.POSITION;
    }

    private static long writtenTo(Scene scene, LabHost server) {
        return scene.writer().acks().stream()
                .filter(ack -> ack.server().equals(server))
                .count();
    }

    private static void isWrittenTo(Scene scene, LabHost server, long rows) {
        long before = writtenTo(scene, server);
        Until.holds(
                "the application writes to " + server,
                SOON,
                () -> writtenTo(scene, server) > before + rows,
                scene.manager()::log);
    }

    /**
     * The failed source is killed and db2 promoted; db3 follows it, db4 is frozen before it does. By position both are
     * brought to the end of the old history first: db3 holds that up until db4 is through and frozen.
     */
    private static Instant someFollowTheNewSource(Scene scene) throws Exception {
        scene.writesFor(WHILE);
        scene.replicasAreCurrent(2, 3, 4);
        Instant kill;
        if (byPosition()) {
            try (Sql lock = scene.db(3).admin()) {
                lock.run("LOCK TABLES lab.acks READ");
                scene.writesFor(WHILE);
                kill = scene.db(1).killServer();
                Pattern through = Pattern.compile("apply logs on db4[^:\n]*: ");
                Until.holds(
                        "db4 has executed everything",
                        SOON,
                        () -> through.matcher(scene.manager().log()).find(),
                        scene.manager()::log);
                scene.db(4).freezeServer();
            }
        } else {
            scene.script().closeGate("start-db2");
            kill = scene.db(1).killServer();
            scene.script().awaitAt("start-db2", scene.manager());
            scene.db(4).freezeServer();
            scene.script().openGate("start-db2");
        }
        Until.holds(
                "db3 follows db2",
                SOON,
                () -> scene.replication().follows(scene.db(3), scene.db(2)),
                scene.manager()::log);
        isWrittenTo(scene, scene.db(2), 50);
        return kill;
    }

    @Test
    void one_that_is_killed_when_some_follow_it_gives_its_tail_and_all_follow_the_next_one() throws Exception {
        try (Scene scene = FinishIT.start("followed-killed", 4)) {
            Instant kill = someFollowTheNewSource(scene);
            scene.db(2).killServer();
            scene.db(4).thawServer();
            Report report = FinishIT.ends(scene, 0, scene.db(2), kill);
            assertEquals("none", report.loss().verdict(), scene.manager()::log);
            assertEquals("db2", report.failedSource());
            tell(scene, kill, report);
        }
    }

    @Test
    void one_whose_host_is_gone_when_some_follow_it_is_replaced_and_what_nobody_had_received_is_told()
            throws Exception {
        try (Scene scene = FinishIT.start("followed-gone", 4)) {
            Instant kill = someFollowTheNewSource(scene);
            scene.replication().stopReceiver(scene.db(3));
            isWrittenTo(scene, scene.db(2), 50);
            Instant blow = Instant.now();
            scene.db(2).powerOff();
            scene.db(4).thawServer();
            int exit = scene.manager().awaitExit(END);
            assertTrue(exit == 0 || exit == 10, scene.manager()::log);
            Report report = scene.manager().report();
            assertEquals("db2", report.failedSource(), scene.manager()::log);
            LabHost newSource = scene.newSource(report);
            assertNotEquals("none", report.loss().verdict(), scene.manager()::log);
            assertTrue(
                    report.next().stream().anyMatch(line -> line.contains("save-binlogs --binlog-dir")),
                    report.next()::toString);
            scene.writer().awaitAckAfter(Instant.now(), Duration.ofSeconds(20));
            Duration outage = scene.outage(blow);
            scene.line("the promoted server's host gone at 0, first write on another one after " + outage.toMillis()
                    + " ms");
            assertTrue(
                    outage.compareTo(REPLACED) < 0,
                    () -> outage + "\n" + scene.manager().log());
            scene.writer().stop();
            List<LabHost> left = List.of(scene.db(3), scene.db(4));
            Rows.becomeEqual(left);
            for (LabHost host : left) {
                assertTrue(
                        host.equals(newSource) || scene.replication().follows(host, newSource),
                        () -> host + ": " + scene.replication().status(host));
            }
            Set<Long> missing = Rows.missing(scene.writer(), newSource);
            Set<Long> ofTheSecond = Set.copyOf(scene.writer().acks().stream()
                    .filter(ack -> ack.server().equals(scene.db(2)))
                    .map(ack -> ack.id())
                    .toList());
            assertTrue(missing.size() > 40, () -> "missing " + missing);
            assertTrue(ofTheSecond.containsAll(missing), () -> "only what db2 alone had is missing: " + missing);
            scene.line(missing.size() + " rows were on db2 only; loss " + report.loss());
            tell(scene, kill, report);
        }
    }

    @Test
    void if_its_host_is_gone_before_anybody_follows_it_nobody_is_opened_until_it_is_back_or_proved_down()
            throws Exception {
        try (Scene scene = FinishIT.start("promoted-gone", 3)) {
            scene.script().closeGate("start-db2");
            scene.writesFor(WHILE);
            Instant kill = scene.db(1).killServer();
            scene.script().awaitAt("start-db2", scene.manager());
            scene.db(3).freezeServer();
            scene.script().openGate("start-db2");
            isWrittenTo(scene, scene.db(2), 50);
            scene.db(2).powerOff();
            scene.db(3).thawServer();
            assertEquals(1, scene.manager().awaitExit(END), scene.manager()::log);
            Report refused = scene.manager().report();
            assertTrue(
                    refused.error().contains("db2 was promoted, does not answer, and may still take writes"),
                    refused.error());
            assertEquals("1", scene.db(3).value("SELECT @@global.read_only"), "nobody else was opened");
            assertTrue(refused.next().stream().anyMatch(line -> line.contains("--resume")), refused.next()::toString);
            scene.db(2).powerOn();
            scene.resumeManager();
            int exit = scene.manager().awaitExit(END);
            assertTrue(exit == 0 || exit == 10, scene.manager()::log);
            Report report = scene.manager().report();
            assertEquals("db2", report.newSource(), scene.manager()::log);
            scene.writer().awaitAckAfter(Instant.now(), Duration.ofSeconds(20));
            scene.writer().stop();
            Rows.becomeEqual(List.of(scene.db(2), scene.db(3)));
            assertEquals(Set.of(), Rows.missing(scene.writer(), scene.db(2)), scene.manager()::log);
            assertTrue(scene.replication().follows(scene.db(3), scene.db(2)), scene.manager()::log);
            assertFalse(scene.db(1).isServerRunning(), "the failed source is down");
            scene.line("refused: " + refused.error() + "; resumed: exit " + exit + ", loss "
                    + report.loss().verdict());
            tell(scene, kill, report);
        }
    }

    private static void tell(Scene scene, Instant kill, Report report) {
        scene.line("first failed source dead at 0, first write on another one after "
                + scene.outage(kill).toMillis() + " ms; " + report.newSource() + ", loss "
                + report.loss().verdict());
    }
}
