package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.lab.LabHost;
import io.masterha.it.run.Scene;
import java.time.Duration;
import java.time.Instant;
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
