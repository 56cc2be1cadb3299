package io.masterha.it.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.node.SavedLog;
import io.masterha.it.Selected;
import io.masterha.it.lab.Flavour;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.ReplicationMode;
import io.masterha.it.lab.Rows;
import io.masterha.it.lab.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * {@code apply-diff} that is stopped, killed or loses its server: the next run completes it, and nothing is left behind.
 *
 * <p>Each scenario ends with the source back and both replicas following it with the settings they had.
 */
@Tag("on-demand")
@Tag("node")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ApplyDiffIT {
    private static final long SEED = Long.getLong("node.seed", System.nanoTime() % 100_000);
    private static final int KILLS = 4;
    private static NodeLab lab;
    private static LabHost replica;
    private Footprint before = new Footprint(Map.of());

    @BeforeAll
    static void start() {
        // Without these a server that was killed does not know where it is, by position: the documents say so.
        List<String> options = new ArrayList<>();
        if (Selected.flavour() == Flavour.MYSQL_56 || Selected.flavour() == Flavour.MYSQL_80) {
            options.addAll(List.of("--relay-log-info-repository=TABLE", "--master-info-repository=TABLE"));
        }
        lab = NodeLab.start(options.toArray(String[]::new));
        replica = lab.replica;
        System.out.println("node.seed=" + SEED);
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    @BeforeEach
    void everything_runs() {
        replica.shell("rm -rf " + NodeRun.WORK + "/*");
        lab.source.shell("rm -rf " + NodeRun.WORK + "/*");
        lab.allAreEqual();
    }

    /** Same rows as the reference, and the replica as it was; then it goes on with its source as if nothing had been. */
    private void complete() {
        Rows.becomeEqual(List.of(replica, lab.reference));
        before.requireSame(replica);
        lab.allAreEqual();
    }

    @Test
    @Order(1)
    void an_error_says_where_and_what_and_the_next_run_completes_when_its_cause_is_gone() {
        lab.write("clash", 20);
        lab.caughtUp(replica);
        lab.replication.stopReceiver(replica);
        before = Footprint.of(replica);
        lab.write("clash", 30);
        lab.source.run("INSERT INTO lab.clash (id, note) VALUES (777777, 'the source')");
        lab.write("clash", 30);
        lab.behindTheBack("INSERT INTO lab.clash (id, note) VALUES (777777, 'somebody')");
        SavedLog tail = lab.tail();

        NodeRun.Outcome failed = lab.apply(tail);
        requireErrorIsTold(failed);
        assertEquals("51", replica.value("SELECT COUNT(*) FROM lab.clash"), "20, 30 and the one in the way");
        before.requireSame(replica);
        requireErrorIsTold(lab.apply(tail));

        lab.behindTheBack("DELETE FROM lab.clash WHERE id = 777777");
        lab.apply(tail).applied();
        complete();
    }

    private static void requireErrorIsTold(NodeRun.Outcome failed) {
        assertEquals(12, failed.exitCode(), failed::toString);
        assertEquals("APPLIER_STOPPED", failed.part("code"));
        assertTrue(failed.part("why").contains("lab.clash"), failed::toString);
        assertTrue(failed.part("why").contains("777777"), failed::toString);
        assertTrue(failed.part("why").contains("mysql-bin.0"), failed::toString);
        assertTrue(failed.part("what").contains("mysql-bin.0"), failed::toString);
        assertTrue(failed.part("changed").contains("everything up to mysql-bin.0"), failed::toString);
        if (Selected.mode() == ReplicationMode.GTID || Selected.flavour().isMariaDb()) {
            String gtid = Selected.flavour().isMariaDb() ? "0-1-[0-9]+" : "[0-9a-f-]{36}:[0-9]+";
            String told = failed.part("what") + failed.part("why");
            assertTrue(told.matches("(?s).*" + gtid + ".*"), failed::toString);
        }
    }

    @Test
    @Order(2)
    void a_run_killed_at_any_moment_is_completed_by_the_next() {
        lab.write("killed", 20);
        lab.caughtUp(replica);
        lab.replication.stopReceiver(replica);
        before = Footprint.of(replica);
        lab.write("killed", 1200);
        lab.writeLarge("killed_large", 20);
        lab.write("killed", 300);
        killAndComplete(lab.tail());
    }

    @Test
    @Order(3)
    void a_transaction_received_in_part_is_completed_by_four_workers_however_often_the_run_is_killed() {
        workers(4);
        lab.write("parts", 20);
        lab.caughtUp(replica);
        lab.cutInside("parts_large");
        before = Footprint.of(replica);
        lab.write("parts", 500);
        killAndComplete(lab.tail());
    }

    @Test
    @Order(7)
    void other_workers_for_a_long_diff_are_put_back_however_often_the_run_is_killed() {
        workers(3);
        lab.write("workers", 20);
        lab.caughtUp(replica);
        lab.replication.stopReceiver(replica);
        before = Footprint.of(replica);
        lab.write("workers", 2_000);
        killAndComplete(lab.tail());
    }

    private void killAndComplete(SavedLog tail) {
        Random random = new Random(SEED);
        for (int i = 0; i < KILLS; i++) {
            CompletableFuture<NodeRun.Outcome> run =
                    CompletableFuture.supplyAsync(() -> NodeRun.on(replica).applyDiff(true, tail));
            if (i == 0) {
                // Perhaps before anything was fetched.
                Until.holds("it is pointed elsewhere", NodeLab.LIMIT, this::followsVirtualSource);
            } else {
                Until.passed(Duration.ofMillis(300 + random.nextInt(2500)));
            }
            NodeRun.on(replica).kill();
            System.out.println("killed: " + run.join() + "; " + lab.replication.status(replica));
        }
        NodeRun.Outcome done = NodeRun.on(replica).applyDiff(true, tail);
        done.applied();
        assertEquals(0, lab.apply(tail).applied().transactions(), "a repeated run has nothing to do");
        complete();
    }

    private boolean followsVirtualSource() {
        return lab.replication
                .status(replica)
                .getOrDefault(lab.words("Source_Host", "Master_Host"), "")
                .equals("127.0.0.1");
    }

    private static void workers(int count) {
        String variable = lab.lab.flavour().isMariaDb()
                ? "slave_parallel_threads"
                : lab.words("replica_parallel_workers", "slave_parallel_workers");
        replica.run(lab.words("STOP REPLICA", "STOP SLAVE"));
        replica.run("SET GLOBAL " + variable + " = " + count);
        replica.run(lab.words("START REPLICA", "START SLAVE"));
        Until.holds("the replica runs again", NodeLab.LIMIT, () -> lab.replication.isRunning(replica));
    }

    @Test
    @Order(4)
    void a_server_killed_in_the_middle_is_restarted_and_the_next_run_completes() {
        lab.write("crash", 20);
        lab.caughtUp(replica);
        lab.replication.stopReceiver(replica);
        lab.write("crash", 1500);
        SavedLog tail = lab.tail();
        Random random = new Random(SEED);
        // As after a restart: what was set while it ran is gone.
        replica.shutDownServer();
        restart();
        before = Footprint.of(replica);
        for (int i = 0; i < 2; i++) {
            CompletableFuture<NodeRun.Outcome> run = CompletableFuture.supplyAsync(() -> lab.apply(tail));
            Until.holds(
                    "the replica follows the virtual source",
                    NodeLab.LIMIT,
                    () -> lab.replication.status(replica).toString().contains("127.0.0.1") || run.isDone());
            Until.passed(Duration.ofMillis(50 + random.nextInt(600)));
            replica.killServer();
            NodeRun.Outcome lost = run.join();
            assertNotEquals("INTERNAL", lost.part("code"), lost::toString);
            restart();
        }
        lab.apply(tail).applied();
        complete();
    }

    /**
     * The replica holds back whole transactions and a part of one; the diff has another part of it. What is complete is
     * applied, the rest stays for whoever finds the end. A manager that was killed meanwhile asks for the same again.
     */
    @Test
    @Order(5)
    void a_run_that_succeeded_may_be_repeated_although_a_transaction_is_still_cut() {
        // It does not write where events inside a transaction stand: a diff cannot end there.
        assumeTrue(Selected.flavour() != Flavour.MARIADB_118);
        lab.write("again", 20);
        lab.caughtUp(replica);
        delay(3600);
        lab.write("again", 30);
        lab.cutInside("again_large");
        before = Footprint.of(replica);
        BinlogPosition inside = lab.received(replica);
        BinlogPosition farther = lab.eventEndBehind(inside);
        lab.caughtUp(lab.reference);
        SavedLog diff = lab.send(lab.reference, lab.relayLogDiff(inside, farther));
        SavedLog tail = lab.tail();

        assertTrue(lab.apply(diff).applied().transactions() > 0, "what the replica held back");
        assertEquals("50", replica.value("SELECT COUNT(*) FROM lab.again"));
        assertEquals(0, lab.apply(diff).applied().transactions(), "the same again");
        assertEquals(0, lab.apply(diff).applied().transactions(), "and again");
        lab.apply(diff, tail).applied();
        Rows.becomeEqual(List.of(replica, lab.reference));
        before.requireSame(replica);
        delay(0);
        lab.allAreEqual();
    }

    private static void delay(int seconds) {
        replica.run(lab.words("STOP REPLICA", "STOP SLAVE"));
        replica.run(lab.words("CHANGE REPLICATION SOURCE TO SOURCE_DELAY = ", "CHANGE MASTER TO MASTER_DELAY = ")
                + seconds);
        if (seconds > 0) {
            replica.run(lab.words("START REPLICA", "START SLAVE"));
            Until.holds("the replica runs again", NodeLab.LIMIT, () -> lab.replication.isRunning(replica));
        }
    }

    private static void restart() {
        replica.startServer(lab.words("--skip-replica-start", "--skip-slave-start"));
        replica.run("SET GLOBAL read_only = 1");
        if (lab.lab.flavour().hasSourceWords()) {
            replica.run("SET GLOBAL super_read_only = 1");
        }
    }
}
