package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.lab.Flavour;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Rows;
import io.masterha.it.lab.Until;
import io.masterha.it.run.Report;
import io.masterha.it.run.Scene;
import io.masterha.it.run.SceneSetting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Other shapes than one source with replicas, and replicas that are not like the others. */
@Tag("on-demand")
@Tag("topology")
@Execution(ExecutionMode.CONCURRENT)
class TopologyIT {
    private static final Duration WHILE = Duration.ofSeconds(1);
    private static final String COPIES = "/var/lib/copies";
    private static final String SECONDS = "60";

    private static Scene start(SceneSetting setting) throws Exception {
        return setting.start(Selected.flavour(), Selected.mode());
    }

    /** db1 and db2 follow each other, db2 is read-only. */
    @Test
    @Tag("ring")
    void a_ring_fails_over_to_its_read_only_half_and_two_writable_sources_are_refused() throws Exception {
        SceneSetting setting = Scene.named("ring")
                .hosts(3)
                .block(2, "candidate_master=1\nskip_reset_slave=1")
                .managerOption("--remove_dead_master_conf")
                .prepared((lab, replication) -> {
                    replication.follow(lab.host(1), lab.host(2));
                    setReadOnly(lab.host(1), false);
                });
        try (Scene scene = start(setting)) {
            setReadOnly(scene.db(2), false);
            Scene.Checked refused = scene.checkRepl();
            assertEquals(1, refused.exit(), refused.output());
            assertTrue(refused.output().contains("db2, db1 are followed and writable"), refused.output());
            setReadOnly(scene.db(2), true);
            scene.replication().stopReceiver(scene.db(3));
            scene.writesFor(WHILE);
            Instant kill = scene.db(1).killServer();
            Report report = scene.endsWithoutLoss(kill);
            assertEquals("db2", report.newSource());
            assertTrue(scene.replication().pointsAt(scene.db(2), scene.db(1)), "skip_reset_slave keeps the ring");
            assertFalse(scene.replication().isRunning(scene.db(2)), "but nothing comes from the failed source");
            scene.startManagerAgain();
            Until.holds(
                    "a new manager watches db2", Duration.ofMinutes(1), scene.manager()::watches, scene.manager()::log);
            assertTrue(scene.manager().log().contains("db2 the source answers"), scene.manager()::log);
        }
    }

    private static void setReadOnly(LabHost host, boolean readOnly) {
        boolean isSuper = host.flavour().hasSourceWords();
        host.run("SET GLOBAL " + (isSuper && readOnly ? "super_read_only" : "read_only") + " = " + (readOnly ? 1 : 0));
    }

    @Test
    @Tag("tiers")
    void a_replica_of_a_replica_is_not_touched_and_goes_on_behind_its_own_source() throws Exception {
        SceneSetting setting = Scene.named("tiers")
                .thirdTier(4, 3)
                .block(3, "no_master=1")
                .block(4, "multi_tier_slave=1")
                .prepared((lab, replication) -> lab.host(3).run("SET GLOBAL relay_log_purge=1"));
        try (Scene scene = start(setting)) {
            String since = receiverThread(scene.db(4));
            scene.replication().stopReceiver(scene.db(3));
            scene.writesFor(WHILE);
            Instant kill = scene.db(1).killServer();
            Report report = scene.endsWithoutLoss(kill);
            assertEquals("db2", report.newSource());
            assertEquals(List.of("db3"), report.followers(), "db4 is none of our business");
            assertEquals(Map.of(), report.lost());
            assertEquals(since, receiverThread(scene.db(4)), "its receiver was never stopped");
            assertEquals("1", scene.db(3).value("SELECT @@global.relay_log_purge"), "relay_log_purge is as it was");
            assertEquals("0", scene.db(2).value("SELECT @@global.relay_log_purge"), "relay_log_purge is as it was");
        }
    }

    /** Changes when the receiver is stopped and started. */
    private static String receiverThread(LabHost host) {
        return host.value("SELECT ID FROM information_schema.PROCESSLIST WHERE STATE LIKE 'Waiting for source to send%'"
                + " OR STATE LIKE 'Waiting for master to send%'");
    }

    @Test
    @Tag("delayed")
    void a_delayed_replica_costs_no_time_and_keeps_its_delay() throws Exception {
        try (Scene scene = start(Scene.named("delayed")
                .prepared((lab, replication) -> replication.delay(lab.host(4), Integer.parseInt(SECONDS))))) {
            scene.replication().stopReceiver(scene.db(3));
            scene.writesFor(WHILE);
            long present = Long.parseLong(
                    scene.db(4).value("SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA='lab'"));
            assertEquals(0, present, "db4 is behind, as it should be: not even the table is there");
            Instant kill = scene.db(1).killServer();
            Report report = scene.endsWithoutLoss(kill);
            assertTrue(!report.newSource().equals("db4"), "a delayed replica is no candidate");
            assertTrue(scene.outage(kill).compareTo(Duration.ofSeconds(10)) < 0, "outage " + scene.outage(kill));
            assertTrue(report.totalMillis() < 15_000, "the delay was waited out: " + report.times());
            assertEquals(SECONDS, scene.replication().status(scene.db(4)).get("SQL_Delay"), "the delay is kept");
        }
    }

    /** Each host has two servers; the failed one is on db1, the new one is to be the second on db2. */
    @Test
    @Tag("instances")
    void of_several_servers_on_one_host_the_right_one_is_saved_fenced_and_promoted() throws Exception {
        SceneSetting setting = Scene.named("instances")
                .hosts(2)
                .instanceBeside(1)
                .instanceBeside(2)
                .block(4, "candidate_master=1");
        try (Scene scene = start(setting)) {
            LabHost beside = scene.db(3);
            scene.lab().without(scene.db(1)).forEach(scene.replication()::stopReceiver);
            scene.writesFor(WHILE);
            Instant kill = scene.db(1).killServer();
            Report report = scene.endsWithoutLoss(kill);
            assertEquals("db2:3307", report.newSource());
            assertTrue(beside.isServerRunning(), "the other server on the failed source's host lives");
            assertTrue(scene.journal().tail().transactions() > 10, scene.journal()::toString);
        }
    }

    /** The host of db3 has a copy of db1's log, made by mysqlbinlog; the replicas have nothing of what was written last. */
    @Test
    @Tag("binlog-server")
    void what_a_binlog_server_alone_has_is_used_when_the_source_s_host_is_gone() throws Exception {
        SceneSetting setting = Scene.named("binlog-server")
                .hosts(3)
                .binlogServer(3, COPIES)
                .prepared((lab, replication) -> {
                    startCopying(lab.host(1), lab.host(3));
                });
        try (Scene scene = start(setting)) {
            scene.lab().without(scene.db(1)).forEach(scene.replication()::stopReceiver);
            scene.writesFor(WHILE);
            setReadOnly(scene.db(1), true);
            long end = scene.db(1).newestBinlogBytes();
            if (Selected.flavour() == Flavour.MYSQL_56) {
                // Its mysqlbinlog writes what it receives in blocks, and the rest of a file at its end.
                scene.db(1).run("FLUSH LOGS");
            }
            Until.holds(
                    "the copy is complete",
                    Duration.ofSeconds(30),
                    () -> Long.parseLong(scene.db(3).shell("stat -c %s " + COPIES + "/mysql-bin.000001")) >= end);
            assertTrue(Rows.missing(scene.writer(), scene.db(2)).size() > 10, "the replicas have not received it");
            Instant kill = scene.db(1).powerOff();
            Report report = scene.ends(kill);
            assertEquals(Set.of(), Rows.missing(scene.writer(), scene.newSource(report)), "the copy had all of it");
            assertEquals("bounded", report.loss().verdict(), report.loss().sentence());
            assertTrue(
                    report.loss().sentence().contains("the copy on binlog1 was used"),
                    report.loss().sentence());
        }
    }

    private static void startCopying(LabHost source, LabHost host) {
        host.shell("mkdir -p " + COPIES + " && cd " + COPIES
                + " && tool=$(command -v mariadb-binlog || command -v mysqlbinlog)"
                + " && (setsid $tool --read-from-remote-server --raw --stop-never --host=" + source.address()
                + " --user=repl --password=replpw " + (source.flavour().isMariaDb() ? "--skip-ssl " : "")
                + "mysql-bin.000001 >/tmp/copy.log 2>&1 </dev/null &)");
        Until.holds("a copy is made", Duration.ofSeconds(20), () -> host.shell("ls " + COPIES)
                .contains("mysql-bin"));
    }
}
