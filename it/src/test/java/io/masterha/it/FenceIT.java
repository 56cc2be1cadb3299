package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Repository;
import io.masterha.it.lab.Rows;
import io.masterha.it.lab.Until;
import io.masterha.it.lab.WritableSamples;
import io.masterha.it.run.Report;
import io.masterha.it.run.Scene;
import io.masterha.it.run.SceneSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** No other server is opened unless it is proved that the failed source takes no writes, if the operator asks for that. */
@Tag("on-demand")
@Tag("fence")
@Execution(ExecutionMode.CONCURRENT)
class FenceIT {
    private static final Duration WHILE = Duration.ofSeconds(1);
    private static final Duration END = Duration.ofMinutes(2);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path scripts;

    private static Scene start(SceneSetting setting) throws Exception {
        return setting.start(Selected.flavour(), Selected.mode());
    }

    private String script(String name, String body) throws IOException {
        Path file = scripts.resolve(name);
        Files.writeString(file, "#!/bin/sh\necho \"$@\" >>" + scripts.resolve(name + ".calls") + "\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file.toString();
    }

    /** The failover was refused: nothing is different but that nobody writes. */
    private static Report isRefused(Scene scene) {
        assertEquals(1, scene.manager().awaitExit(END), scene.manager()::log);
        Report report = scene.manager().report();
        assertEquals("", report.newSource());
        assertTrue(report.error().contains("db1 may still take writes, so no other server is opened"), report.error());
        assertTrue(
                scene.manager().hasFailedOver() && !scene.manager().hasCompleteMarker(), "the error marker is there");
        for (LabHost replica : scene.lab().without(scene.db(1))) {
            assertEquals("1", replica.value("SELECT @@global.read_only"), replica + ": read_only");
            assertTrue(scene.replication().pointsAt(replica, scene.db(1)), replica + " follows db1");
        }
        return report;
    }

    /** The replicas receive again, and nothing that was acknowledged is missing. */
    private static void servesAgain(Scene scene) {
        for (LabHost replica : scene.lab().without(scene.db(1))) {
            Until.holds(
                    replica + " replicates again",
                    Duration.ofSeconds(30),
                    () -> scene.replication().follows(replica, scene.db(1)),
                    () -> scene.replication().status(replica).toString());
        }
        scene.writer().awaitAckAfter(Instant.now(), Duration.ofSeconds(20));
    }

    private static int run(String shellCommand, Path log) throws Exception {
        Process process = new ProcessBuilder("bash", "-c", shellCommand)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Until.holds("the command ends", END, () -> !process.isAlive());
        return process.exitValue();
    }

    @Test
    void a_host_that_is_gone_is_no_proof_and_an_operator_who_vouches_for_it_is_heard() throws Exception {
        try (Scene scene = start(Scene.named("fence-refused").hosts(3).byDefault("fence=strict"))) {
            scene.writesFor(WHILE);
            scene.replicasAreCurrent(2, 3);
            scene.db(1).powerOff();
            Report refused = isRefused(scene);
            assertTrue(refused.fence().contains("does not answer over SSH"), refused.fence());

            scene.db(1).powerOn();
            servesAgain(scene);
            scene.replicasAreCurrent(2, 3);
            Instant kill = scene.db(1).powerOff();

            // What the report says is typed as it stands there.
            String command = refused.next().get(0).replace("what you did, and who you are", "its plug is in my hand");
            Path log = scene.directory().resolve("by-hand.log");
            int exit =
                    run("printf 'yes\\nyes\\n' | " + Repository.distribution().resolve("bin") + "/" + command, log);
            assertEquals(0, exit, Files.readString(log));
            Report report = scene.manager().report();
            assertTrue(report.fence().contains("VOUCHED"), report.fence());
            assertTrue(report.fence().contains("its plug is in my hand"), report.fence());
            try (Stream<Path> files = Files.list(scene.directory())) {
                List<Path> journals = files.filter(f -> f.toString().endsWith(".jsonl"))
                        .sorted()
                        .toList();
                assertEquals(2, journals.size());
                assertTrue(
                        Files.readString(journals.get(1)).contains("its plug is in my hand"),
                        "the words are journaled");
            }
            scene.writer().awaitAckAfter(kill, Duration.ofSeconds(20));
            scene.writer().stop();
            assertEquals(Set.of(), Rows.missing(scene.writer(), scene.newSource(report)));
        }
    }

    @Test
    void a_shutdown_script_vouches_for_a_host_that_is_gone_and_is_called_before_the_address_is_taken_off()
            throws Exception {
        String order = scripts.resolve("order").toString();
        String power = script("power", "case $1 in --command=status) ;; *) echo power >>" + order + " ;; esac");
        String address = script("address", "case $1 in *stop) echo address >>" + order + " ;; esac");
        SceneSetting setting = Scene.named("fence-script")
                .hosts(3)
                .byDefault("fence=strict")
                .byDefault("shutdown_script=" + power)
                .byDefault("master_ip_failover_script=" + address);
        try (Scene scene = start(setting)) {
            scene.writesFor(WHILE);
            Instant kill = scene.db(1).powerOff();
            Report report = scene.ends(kill);
            assertTrue(report.fence().contains("SHUT_DOWN_BY_SCRIPT"), report.fence());
            String calls = Files.readString(scripts.resolve("power.calls"));
            assertTrue(
                    calls.contains(
                            "--command=stop --host=db1 --ip=" + scene.db(1).address()),
                    calls);
        }
    }

    @Test
    @Tag("usual")
    void a_shutdown_script_that_fails_refuses_and_leaves_the_address_where_it_is() throws Exception {
        String power = script("power", "case $1 in --command=status) ;; *) echo no such outlet; exit 1 ;; esac");
        String address = script("address", ":");
        SceneSetting setting = Scene.named("fence-script-fails")
                .hosts(3)
                .byDefault("fence=strict")
                .byDefault("shutdown_script=" + power)
                .byDefault("master_ip_failover_script=" + address);
        try (Scene scene = start(setting)) {
            scene.writesFor(WHILE);
            scene.db(1).powerOff();
            assertEquals(1, scene.manager().awaitExit(END), scene.manager()::log);
            Report report = scene.manager().report();
            assertTrue(report.error().contains("shutdown_script failed while fencing"), report.error());
            String calls = Files.readString(scripts.resolve("address.calls"));
            assertFalse(calls.contains("--command=stop"), calls);
            scene.db(1).powerOn();
            servesAgain(scene);
        }
    }

    @Test
    void a_frozen_source_is_killed_and_never_writable_again_when_it_is_thawed() throws Exception {
        try (Scene scene = start(Scene.named("fence-frozen").hosts(3).byDefault("fence=strict"));
                WritableSamples samples = WritableSamples.of(scene.lab().hosts())) {
            scene.writesFor(WHILE);
            Instant freeze = scene.db(1).freezeServer();
            Report report = scene.ends(freeze);
            assertTrue(report.fence().contains("PROVED_DOWN"), report.fence());
            scene.db(1).shell("pkill -CONT -x " + scene.db(1).flavour().processName() + " || true");
            Until.passed(Duration.ofSeconds(3));
            assertFalse(scene.db(1).isServerRunning(), "nothing is left that could be thawed");
            // Whatever starts it again: it does not live for long enough to take a write.
            scene.db(1).shell("start-mysqld");
            Until.passed(Duration.ofSeconds(5));
            assertFalse(scene.db(1).isServerRunning(), "its own host keeps it down");
            assertEquals(List.of(), samples.overlaps());
        }
    }

    @Test
    @Tag("names")
    @Tag("usual")
    void a_name_service_that_is_gone_stops_nothing_because_addresses_were_looked_up_at_the_start() throws Exception {
        String address = script("address", ":");
        SceneSetting setting = Scene.named("fence-names")
                .hosts(3)
                .byName()
                .byDefault("fence=strict")
                .byDefault("master_ip_failover_script=" + address);
        try (Scene scene = start(setting)) {
            scene.writesFor(WHILE);
            scene.namesAreGone();
            // Connections have to be made anew without a name service.
            for (LabHost each : scene.lab().hosts()) {
                each.shell("pkill -9 -f '[s]shd.*root@notty' || true");
            }
            scene.endsWithoutLoss(scene.db(1).killServer());
            String calls = Files.readString(scripts.resolve("address.calls"));
            assertTrue(calls.contains("--orig_master_ip=" + scene.db(1).address()), calls);
        }
    }

    @Test
    @Tag("gone-fast")
    void a_host_that_is_gone_or_cut_off_is_replaced_within_a_bounded_time_at_one_ping_a_second() throws Exception {
        try (Scene scene = start(Scene.named("fence-gone-fast").hosts(3).byDefault("ping_interval=1"))) {
            scene.writesFor(WHILE);
            Instant cut = scene.db(1).cutOff();
            scene.ends(cut);
            // The goal is 5 s on a machine of its own; this one may be busy.
            assertTrue(scene.outage(cut).compareTo(Duration.ofSeconds(15)) < 0, "outage " + scene.outage(cut));
        }
    }

    @Test
    @Tag("gone-fast")
    void a_paused_host_accepts_connections_and_costs_the_limit_of_one_login_more() throws Exception {
        try (Scene scene = start(Scene.named("fence-paused").hosts(3))) {
            scene.writesFor(WHILE);
            Instant pause = Instant.now();
            scene.db(1).pause();
            assertEquals(0, scene.manager().awaitExit(END), scene.manager()::log);
            scene.writer().awaitAckAfter(pause.plusSeconds(3), Duration.ofSeconds(20));
            Duration outage = scene.outage(pause);
            assertTrue(outage.compareTo(Duration.ofSeconds(40)) < 0, "outage " + outage);
            System.out.println("fence-paused: first write after " + outage);
            scene.db(1).unpause();
        }
    }

    private static void writeOnItsOwnHost(LabHost host, int number) {
        host.shell("mysql -uadmin -padminpw -h 127.0.0.1 -e 'CREATE TABLE IF NOT EXISTS lab.local (id INT PRIMARY KEY);"
                + " INSERT INTO lab.local VALUES (" + number + ")'");
    }

    @Test
    void a_source_that_is_cut_off_and_serves_its_local_clients_is_left_alone_under_strict() throws Exception {
        try (Scene scene = start(Scene.named("fence-cut-strict").hosts(3).byDefault("fence=strict"))) {
            scene.writesFor(WHILE);
            writeOnItsOwnHost(scene.db(1), 1);
            scene.db(1).cutOff();
            writeOnItsOwnHost(scene.db(1), 2);
            isRefused(scene);
            writeOnItsOwnHost(scene.db(1), 3);
            scene.db(1).reconnect();
            servesAgain(scene);
            scene.writer().stop();
            Rows.becomeEqual(scene.lab().hosts());
            assertEquals("3", scene.db(3).value("SELECT COUNT(*) FROM lab.local"));
            assertEquals(Set.of(), Rows.missing(scene.writer(), scene.db(2)));
        }
    }

    @Test
    void a_source_that_is_cut_off_and_serves_its_local_clients_is_told_of_under_mha_s_rule() throws Exception {
        try (Scene scene = start(Scene.named("fence-cut-told").hosts(3))) {
            scene.writesFor(WHILE);
            writeOnItsOwnHost(scene.db(1), 1);
            Instant cut = scene.db(1).cutOff();
            Report report = scene.ends(cut);
            writeOnItsOwnHost(scene.db(1), 2);
            assertTrue(report.fence().startsWith("db1 NONE: over SSH: "), report.fence());
            assertTrue(
                    scene.manager().log().contains("nothing proves that it cannot be written to"),
                    scene.manager()::log);
            assertTrue(
                    report.next().stream().anyMatch(line -> line.startsWith("keep db1 from starting as it was")),
                    report.next()::toString);
        }
    }
}
