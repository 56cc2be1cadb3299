package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Sql;
import io.masterha.it.run.Report;
import io.masterha.it.run.Scene;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The manager is killed in the middle of its work, or is not there when it is needed; the next one does what is right. */
@Tag("any-mode")
@Tag("any-server")
@Tag("interrupted")
@Execution(ExecutionMode.CONCURRENT)
class InterruptedIT {
    private static final int WRITERS = 4;
    private static final Duration WHILE = Duration.ofSeconds(1);

    private static Scene start(String name) throws Exception {
        return Scene.named(name).hosts(3).start(Selected.flavour(), Selected.mode());
    }

    @Test
    @Tag("killed-early")
    void a_manager_killed_while_it_saves_logs_is_followed_by_one_that_finishes() throws Exception {
        try (Scene scene = start("killed-early")) {
            scene.lab().without(scene.db(1)).forEach(scene.replication()::stopReceiver);
            scene.writesFor(WHILE);
            Instant kill = scene.db(1).killServer();
            scene.manager().killAt("becomes the source:");
            scene.startManagerAgain();
            scene.endsWithoutLoss(kill);
        }
    }

    @Test
    @Tag("killed-applying")
    @Tag("on-demand")
    void a_manager_killed_while_a_replica_applies_with_more_workers_is_followed_by_one_that_puts_them_back()
            throws Exception {
        try (Scene scene = start("killed-applying")) {
            List<LabHost> replicas = scene.lab().without(scene.db(1));
            List<String> before = replicas.stream().map(InterruptedIT::settings).toList();
            replicas.forEach(scene.replication()::stopReceiver);
            writeAtOnce(scene.db(1), 4_000);
            Instant kill = scene.db(1).killServer();
            scene.manager().killAt(" workers for the duration, ");
            scene.startManagerAgain();
            Report report = scene.endsWithoutLoss(kill);
            assertEquals("4000", scene.newSource(report).value("SELECT COUNT(*) FROM lab.many"));
            assertEquals(before, replicas.stream().map(InterruptedIT::settings).toList(), scene.manager()::log);
        }
    }

    /** So many transactions as are worth more workers, from a few sessions at once. */
    private static void writeAtOnce(LabHost source, int rows) {
        source.run("CREATE TABLE lab.many (id INT AUTO_INCREMENT PRIMARY KEY, body VARCHAR(2000)) ENGINE=InnoDB");
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(CompletableFuture.runAsync(() -> {
                try (Sql session = source.admin()) {
                    for (int n = 0; n < rows / WRITERS; n++) {
                        session.run("INSERT INTO lab.many (body) VALUES (REPEAT('x', 2000))");
                    }
                } catch (SQLException e) {
                    throw new IllegalStateException("cannot write to " + source, e);
                }
            }));
        }
        writers.forEach(CompletableFuture::join);
    }

    /** What a diff may change on a replica for the duration. */
    private static String settings(LabHost host) {
        String workers = host.flavour().isMariaDb()
                ? "slave_parallel_threads"
                : host.flavour().hasSourceWords() ? "replica_parallel_workers" : "slave_parallel_workers";
        return workers + " " + host.value("SELECT @@global." + workers) + ", sync_binlog "
                + host.value("SELECT @@global.sync_binlog") + ", flush "
                + host.value("SELECT @@global.innodb_flush_log_at_trx_commit");
    }

    @Test
    @Tag("killed-late")
    void a_manager_killed_after_the_promotion_is_followed_by_one_that_points_the_others() throws Exception {
        try (Scene scene = start("killed-late")) {
            scene.replication().stopReceiver(scene.db(3));
            scene.writesFor(WHILE);
            Instant kill = scene.db(1).killServer();
            scene.manager().killAt(": writable, its history goes on at");
            scene.startManagerAgain();
            scene.endsWithoutLoss(kill);
        }
    }

    @Test
    @Tag("came-back")
    void a_source_that_serves_again_before_another_was_opened_stays_the_source() throws Exception {
        try (Scene scene = start("came-back")) {
            scene.writesFor(WHILE);
            LabHost source = scene.db(1);
            source.killServer();
            scene.manager().killAt("becomes the source:");
            source.startServer();
            scene.startManagerAgain();
            scene.goesOnUnchanged();
            assertTrue(scene.manager().log().contains("the failover is undone"), scene.manager()::log);
        }
    }

    @Test
    @Tag("started-late")
    void a_manager_that_starts_when_the_source_is_dead_already_fails_over() throws Exception {
        try (Scene scene = start("started-late")) {
            scene.writesFor(WHILE);
            scene.manager().killAt("the source answers");
            Instant kill = scene.db(1).killServer();
            scene.startManagerAgain();
            scene.endsWithoutLoss(kill);
        }
    }
}
