package io.masterha.it.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.Selected;
import io.masterha.it.lab.LabHost;
import io.masterha.it.run.ManagerJournal;
import io.masterha.it.run.Scene;
import io.masterha.it.run.SceneSetting;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** An account with the grants of the README's quick start, and no more, passes the checks and fails over. */
@Tag("any-mode")
@Execution(ExecutionMode.CONCURRENT)
@Tag("grants")
class GrantsIT {
    private static final int HOSTS = 4;

    @Test
    void the_grants_of_the_quick_start_are_enough_for_a_failover_with_relay_logs_and_a_tail() throws Exception {
        List<String> grants = Grants.ofLab(Selected.flavour());
        assertTrue(grants.size() >= 3, grants::toString);
        SceneSetting setting = Grants.only(Scene.named("grants"), HOSTS, grants);
        try (Scene scene = setting.start(Selected.flavour(), Selected.mode())) {
            String checked = scene.manager().log();
            // Not any line with "lacks": a replica may lack a transaction while the application writes, which is told
            // too.
            assertFalse(checked.contains("the manager's account"), checked);
            assertFalse(checked.contains("may replicate could not be checked"), checked);
            assertFalse(checked.contains("denied"), checked);
            for (LabHost replica : scene.lab().without(scene.db(1))) {
                assertTrue(checked.contains(replica + ": replication account repl@"), checked);
            }
            scene.replication().stopReceiver(scene.db(3));
            scene.writesFor(Duration.ofSeconds(1));
            scene.replicasAreCurrent(2);
            scene.lab().without(scene.db(1)).forEach(scene.replication()::stopReceiver);
            scene.writesFor(Duration.ofSeconds(1));
            Instant kill = scene.db(1).killServer();
            scene.endsWithoutLoss(kill);
            ManagerJournal journal = scene.journal();
            assertTrue(journal.received(scene.db(3)).isBefore(journal.received(scene.db(2))), journal::toString);
            assertTrue(journal.tail().transactions() > 10, journal::toString);
            String log = scene.manager().log().toLowerCase(Locale.ROOT);
            assertFalse(log.contains("denied"), log);
            nobodyElseDidIt(scene);
        }
    }

    /** The account in use was the small one on every server, and it has no more than the README says. */
    private static void nobodyElseDidIt(Scene scene) throws IOException {
        for (LabHost host : scene.lab().without(scene.db(1))) {
            String global = host.value("SHOW GRANTS FOR 'masterha'@'172.%'");
            assertFalse(global.contains("ALL PRIVILEGES"), global);
            assertFalse(global.contains("GRANT OPTION"), global);
        }
        assertEquals(
                HOSTS,
                scene.config().lines().filter("user=masterha"::equals).count(),
                "every server is told of the small account");
    }
}
