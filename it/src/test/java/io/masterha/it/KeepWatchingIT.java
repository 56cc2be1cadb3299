package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Rows;
import io.masterha.it.lab.Until;
import io.masterha.it.run.Report;
import io.masterha.it.run.Scene;
import io.masterha.it.run.SceneSetting;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** After a failover the manager goes on with the new source, if asked, and the configuration knows the old one no more. */
@Tag("keep-watching")
class KeepWatchingIT {
    @Test
    void a_manager_that_goes_on_watches_the_new_source_and_has_stripped_the_old_one() throws Exception {
        SceneSetting setting = Scene.named("keep-watching")
                .hosts(3)
                .managerOption("--keep-watching")
                .managerOption("--remove_dead_master_conf");
        try (Scene scene = setting.start(Selected.flavour(), Selected.mode())) {
            String before = scene.config();
            scene.writesFor(Duration.ofSeconds(1));
            scene.db(1).killServer();
            Until.holds(
                    "the manager has failed over and watches again",
                    Duration.ofMinutes(1),
                    () -> scene.manager().hasCompleteMarker() && scene.manager().watches(),
                    scene.manager()::log);
            assertTrue(scene.manager().isRunning(), scene.manager()::log);
            Report report = scene.manager().report();
            LabHost newSource = scene.newSource(report);
            assertTrue(scene.manager().log().contains(newSource.name() + " the source answers"), scene.manager()::log);
            assertTrue(before.contains("hostname=db1"), before);
            assertFalse(scene.config().contains("hostname=db1"), scene.config());
            assertTrue(scene.config().contains("hostname=db2") && scene.config().contains("hostname=db3"));
            scene.writer().awaitAckAfter(Instant.now(), Duration.ofSeconds(20));
            scene.writer().stop();
            Rows.becomeEqual(scene.lab().without(scene.db(1)));
            assertEquals(Set.of(), Rows.missing(scene.writer(), newSource));
        }
    }
}
