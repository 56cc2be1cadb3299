package io.masterha.it.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.Selected;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Sql;
import io.masterha.it.lab.Until;
import io.masterha.it.run.Report;
import io.masterha.it.run.Scene;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The source's host is lost while it sends a large transaction. The appliers of MySQL 8 and later, which wait a minute for the
 * rest, are ended with the grants of the README's quick start.
 */
@Tag("on-demand")
@Execution(ExecutionMode.CONCURRENT)
@Tag("half-sent")
class HalfSentIT {
    private static final int HOSTS = 3;
    private static final int MEGABYTES = 60;
    private static final Duration LIMIT = Duration.ofMinutes(1);
    /** Detection takes 7.5 s of it. */
    private static final Duration QUICK = Duration.ofSeconds(25);

    @Test
    void replicas_that_have_the_beginning_of_a_transaction_do_not_wait_for_its_rest() throws Exception {
        try (Scene scene = Grants.only(Scene.named("half-sent"), HOSTS, Grants.ofLab(Selected.flavour()))
                .start(Selected.flavour(), Selected.mode())) {
            scene.writesFor(Duration.ofSeconds(1));
            scene.replicasAreCurrent(2, 3);
            long before = Math.max(received(scene, 2), received(scene, 3));
            scene.db(1).shell("tc qdisc add dev eth0 root tbf rate 80mbit burst 64k latency 400ms");
            commitLarge(scene.db(1));
            Until.holds(
                    "both replicas have a part of the transaction",
                    LIMIT,
                    () -> Math.min(received(scene, 2), received(scene, 3)) > before + 3_000_000);
            Instant kill = scene.db(1).powerOff();
            Report report = scene.ends(kill);
            assertEquals("bounded", report.loss().verdict(), report.loss().sentence());
            assertEquals("0", scene.newSource(report).value("SELECT COUNT(*) FROM lab.large"), "nobody has all of it");
            Duration outage = scene.outage(kill);
            assertTrue(
                    outage.compareTo(QUICK) < 0,
                    () -> outage + "\n" + scene.manager().log());
            assertFalse(scene.manager().log().contains("cannot be ended"), scene.manager()::log);
        }
    }

    private static void commitLarge(LabHost source) throws Exception {
        try (Sql session = source.admin()) {
            session.run("CREATE TABLE lab.large (id INT AUTO_INCREMENT PRIMARY KEY, v LONGTEXT)");
            session.run("SET autocommit = 0");
            for (int i = 0; i < MEGABYTES; i++) {
                session.run("INSERT INTO lab.large (v) VALUES (REPEAT('x', 1000000))");
            }
            session.run("COMMIT");
        }
    }

    /** Up to which offset of the source's log a replica's receiver has come. */
    private static long received(Scene scene, int n) {
        Map<String, String> status = scene.replication().status(scene.db(n));
        String before8 = status.getOrDefault("Read_Master_Log_Pos", "0");
        return Long.parseLong(status.getOrDefault("Read_Source_Log_Pos", before8));
    }
}
