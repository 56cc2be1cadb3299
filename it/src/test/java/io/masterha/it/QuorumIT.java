package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Until;
import io.masterha.it.run.Report;
import io.masterha.it.run.Scene;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A manager that sees too little of the cluster. */
@Tag("on-demand")
@Tag("quorum")
@Execution(ExecutionMode.CONCURRENT)
class QuorumIT {
    private static final Duration END = Duration.ofMinutes(2);

    @Test
    void with_one_replica_of_three_and_a_silent_host_nothing_is_touched() throws Exception {
        try (Scene scene =
                Scene.named("quorum").hosts(4).byDefault("fence=strict").start(Selected.flavour(), Selected.mode())) {
            scene.writesFor(Duration.ofSeconds(1));
            scene.replicasAreCurrent(2, 3, 4);
            scene.db(3).powerOff();
            scene.db(4).powerOff();
            scene.db(1).powerOff();
            assertEquals(1, scene.manager().awaitExit(END), scene.manager()::log);
            Report report = scene.manager().report();
            assertTrue(report.error().contains("few replicas answer"), report.error());
            assertTrue(report.error().contains("--quorum=none"), report.error());
            LabHost left = scene.db(2);
            assertEquals("1", left.value("SELECT @@global.read_only"), scene.manager()::log);
            assertTrue(scene.replication().pointsAt(left, scene.db(1)), scene.manager()::log);
            assertNotEquals("No", receiver(scene, left), "its receiver was not stopped");
            scene.db(1).powerOn();
            Until.holds("it receives again", END, () -> receiver(scene, left).equals("Yes"));
            scene.writer().awaitAckAfter(Instant.now(), Duration.ofSeconds(20));
        }
    }

    private static String receiver(Scene scene, LabHost replica) {
        return scene.replication().status(replica).getOrDefault("Slave_IO_Running", "")
                + scene.replication().status(replica).getOrDefault("Replica_IO_Running", "");
    }
}
