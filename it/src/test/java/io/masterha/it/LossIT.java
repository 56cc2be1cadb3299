package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.masterha.it.lab.Lab;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.ReplicationMode;
import io.masterha.it.lab.Repository;
import io.masterha.it.lab.Rows;
import io.masterha.it.run.Report;
import io.masterha.it.run.Scene;
import io.masterha.it.run.SceneSetting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What only the failed source's disk has, on disks in every bad shape: saved, or named, and never lost in silence. */
@Execution(ExecutionMode.CONCURRENT)
@Tag("loss")
@Tag("on-demand")
class LossIT {
    private static final Duration WHILE = Duration.ofSeconds(1);
    private static final Duration END = Duration.ofMinutes(2);

    /** The newest binary log of a server that is down. */
    private static final String NEWEST = "cd /var/lib/mysql; f=$(ls | grep -E '^mysql-bin[.][0-9]+$' | tail -n 1); ";

    private static Scene start(SceneSetting setting) throws Exception {
        return setting.start(Selected.flavour(), Selected.mode());
    }

    /** Nobody receives any more, and the application writes on. */
    private static void writeOnlyToTheSource(Scene scene) {
        scene.lab().without(scene.db(1)).forEach(scene.replication()::stopReceiver);
        scene.writesFor(WHILE);
    }

    @Test
    @Tag("loss-disk-full")
    void a_full_disk_does_not_keep_what_only_it_has_from_being_saved() throws Exception {
        try (Scene scene = start(Scene.named("loss-disk-full").hosts(3).block(1, "remote_workdir=" + Lab.SMALL_DISK))) {
            writeOnlyToTheSource(scene);
            scene.db(1).shell("dd if=/dev/zero of=/small/fill bs=4k 2>/dev/null || true");
            Instant kill = scene.db(1).killServer();
            scene.endsWithoutLoss(kill);
            assertTrue(
                    scene.manager().log().contains("its binlog is read from here"),
                    scene.manager().log());
        }
    }

    @Test
    @Tag("loss-read-only")
    void a_read_only_file_system_does_not_either() throws Exception {
        try (Scene scene = start(Scene.named("loss-read-only").hosts(3))) {

            writeOnlyToTheSource(scene);
            // Where the work directory is, the kernel lets nobody write from now on.
            scene.db(1).shell("mv /var/tmp/masterha /var/tmp/gone && ln -s /sys/kernel /var/tmp/masterha");
            Instant kill = scene.db(1).killServer();
            scene.endsWithoutLoss(kill);
            assertTrue(
                    scene.manager().log().contains("its binlog is read from here"),
                    scene.manager().log());
        }
    }

    @Test
    @Tag("loss-sync")
    void a_source_that_does_not_wait_for_its_disk_loses_nothing_if_only_its_process_dies() throws Exception {
        try (Scene scene = start(Scene.named("loss-sync").hosts(3).serverOption("--sync-binlog=0"))) {
            writeOnlyToTheSource(scene);
            Instant kill = scene.db(1).killServer();
            Report report = scene.endsWithoutLoss(kill);
            assertTrue(
                    report.loss().sentence().contains("its host did not restart"),
                    report.loss().sentence());
        }
    }

    /** The manager is down meanwhile; the next one knows from a file where the source was seen. */
    @Test
    @Tag("loss-torn")
    void a_log_that_was_cut_off_at_its_end_is_used_up_to_there_and_the_rest_is_named() throws Exception {
        try (Scene scene = start(Scene.named("loss-torn").hosts(3))) {
            writeOnlyToTheSource(scene);
            scene.manager().killNow();
            scene.writer().stop();
            scene.db(1).killServer();
            scene.db(1).shell(NEWEST + "truncate -s -7 $f");
            Report report = endsAgain(scene, "bounded", "none");
            assertFalse(scene.journal().tail().cut().isEmpty(), scene.journal()::toString);
            assertFalse(scene.journal().tail().cutPath().isEmpty(), scene.journal()::toString);
            scene.db(1).shell("test -s " + scene.journal().tail().cutPath());
            assertTrue(Rows.missing(scene.writer(), scene.newSource(report)).size() <= 1, "one transaction was torn");
        }
    }

    @Test
    @Tag("loss-checksum")
    void a_wrong_checksum_in_the_last_transaction_ends_the_log_there_and_is_never_called_no_loss() throws Exception {
        try (Scene scene = start(Scene.named("loss-checksum").hosts(3))) {
            writeOnlyToTheSource(scene);
            scene.manager().killNow();
            scene.writer().stop();
            scene.db(1).killServer();
            // The last four bytes are the checksum of the commit.
            scene.db(1)
                    .shell(NEWEST + "s=$(stat -c %s $f); printf '\\377\\377\\377\\377' |"
                            + " dd of=$f bs=1 seek=$((s - 4)) conv=notrunc 2>/dev/null");
            Report report = endsAgain(scene, "bounded");
            scene.db(1).shell("test -s " + scene.journal().tail().cutPath());
            assertTrue(Rows.missing(scene.writer(), scene.newSource(report)).size() <= 1, "one transaction was torn");
        }
    }

    @Test
    @Tag("loss-encrypted")
    void an_encrypted_log_is_refused_with_the_reason_and_the_loss_is_bounded() throws Exception {
        assumeTrue(Encryption.isPossible(Selected.flavour()), "the lab has no keyring for it");
        try (Scene scene = start(Scene.named("loss-encrypted")
                .hosts(3)
                .prepared((lab, replication) -> Encryption.restart(lab.host(1))))) {
            scene.writesFor(WHILE);
            scene.db(1).killServer();
            assertEquals(10, scene.manager().awaitExit(END), scene.manager()::log);
            Report report = scene.manager().report();
            assertEquals("bounded", report.loss().verdict(), report.loss().sentence());
            assertTrue(
                    report.loss().sentence().contains("is encrypted"),
                    report.loss().sentence());
            scene.writer().awaitAckAfter(Instant.now(), Duration.ofSeconds(20));
            scene.writer().stop();
            assertEquals("0", scene.newSource(report).value("SELECT @@global.read_only"));
            scene.line(report.loss().sentence());
        }
    }

    @Test
    @Tag("loss-refused")
    void what_may_be_lost_with_a_host_is_refused_if_nothing_may_be_and_the_command_told_opens_another()
            throws Exception {
        try (Scene scene = start(Scene.named("loss-refused").hosts(3).byDefault("loss=refuse"))) {
            scene.writesFor(WHILE);
            scene.db(1).powerOff();
            assertEquals(1, scene.manager().awaitExit(END), scene.manager()::log);
            Report refused = scene.manager().report();
            assertEquals("", refused.newSource(), refused::toString);
            assertTrue(refused.error().contains("loss=refuse does not allow a loss that is bounded"), refused::error);
            for (LabHost replica : scene.lab().without(scene.db(1))) {
                assertTrue(isStartedAgain(scene.replication().status(replica)), replica + " receives again");
            }
            String command = refused.error().replaceAll(".*(masterha-switch .*?--loss=accept).*", "$1");
            assertEquals(0, run(scene.directory(), command + " --interactive=0"), command);
            Report report = scene.manager().report();
            assertNotEquals("", report.newSource(), report::toString);
            assertEquals("bounded", report.loss().verdict(), report.loss().sentence());
        }
    }

    @Test
    @Tag("loss-errant")
    void a_replica_that_was_written_to_is_named_with_the_transactions_and_not_promoted() throws Exception {
        assumeTrue(
                Selected.mode() == ReplicationMode.GTID && !Selected.flavour().isMariaDb(), "told by GTIDs");
        try (Scene scene = start(Scene.named("loss-errant").hosts(3).block(2, "candidate_master=1"))) {
            scene.writesFor(WHILE);
            scene.db(2).run("SET GLOBAL super_read_only = 0");
            scene.db(2).run("CREATE DATABASE written_here");
            scene.db(2).run("SET GLOBAL super_read_only = 1");
            scene.writesFor(Duration.ofSeconds(4));
            Instant kill = scene.db(1).killServer();
            Report report = scene.endsWithoutLoss(kill);
            assertEquals("db3", report.newSource());
            String uuid = scene.db(2).value("SELECT @@server_uuid");
            assertTrue(
                    report.next().stream()
                            .anyMatch(n -> n.startsWith("db2 has transactions that never came from db1: " + uuid)),
                    report.next()::toString);
        }
    }

    private static Report endsAgain(Scene scene, String... verdicts) throws IOException {
        scene.startManagerAgain();
        assertEquals(0, scene.manager().awaitExit(END), scene.manager()::log);
        Report report = scene.manager().report();
        assertTrue(
                List.of(verdicts).contains(report.loss().verdict()),
                report.loss().sentence());
        return report;
    }

    private static boolean isStartedAgain(Map<String, String> status) {
        String receiver = status.getOrDefault("Replica_IO_Running", status.getOrDefault("Slave_IO_Running", ""));
        return !receiver.equals("No");
    }

    /** Runs a command as an operator would, with our programs in the path. */
    private static int run(Path directory, String command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(directory.resolve("by-hand.log").toFile());
        builder.environment()
                .merge("PATH", Repository.distribution().resolve("bin").toString(), (p, bin) -> bin + ":" + p);
        Process process = builder.start();
        assertTrue(process.waitFor(2, TimeUnit.MINUTES), command + " ends");
        return process.exitValue();
    }
}
