package io.masterha.it.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.masterha.it.Selected;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.ReplicationMode;
import io.masterha.it.lab.Rows;
import io.masterha.it.run.Scene;
import io.masterha.it.run.SwitchRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** An account with the grants that the README names for it, and no more, brings an old source back. */
@Tag("on-demand")
@Execution(ExecutionMode.CONCURRENT)
@Tag("grants-rejoin")
class RewindGrantsIT {
    private static final Duration WHILE = Duration.ofSeconds(1);

    private static Scene start(String name) throws Exception {
        List<String> grants = new ArrayList<>(Grants.ofLab(Selected.flavour()));
        grants.addAll(Grants.toRejoin(Selected.flavour(), "172.%"));
        return Grants.only(Scene.named(name), 3, grants).start(Selected.flavour(), Selected.mode());
    }

    @Test
    void what_only_the_old_source_has_is_taken_back_with_the_documented_grants() throws Exception {
        try (Scene scene = start("grants-rewind")) {
            scene.writesFor(WHILE);
            scene.replicasAreCurrent(2, 3);
            scene.db(1).cutOff();
            scene.db(1)
                    .shell("MYSQL_PWD=adminpw mysql --socket=/run/mysqld/mysqld.sock -uadmin -e"
                            + " \"INSERT INTO lab.acks VALUES (1000001, 1, 'only here')\"");
            LabHost newSource = failedOver(scene);
            scene.db(1).reconnect();
            SwitchRun back = scene.command("masterha-rejoin", "--server=db1", "--rewind");
            isBack(scene, newSource, back);
        }
    }

    /** What it wrote itself it would ignore on the way back: it gets another server_id meanwhile. */
    @Test
    void a_mariadb_that_lost_the_end_of_its_log_gets_it_back_with_the_documented_grants() throws Exception {
        assumeTrue(Selected.flavour().isMariaDb() && Selected.mode() == ReplicationMode.GTID, "MySQL needs no loan");
        try (Scene scene = start("grants-lost")) {
            scene.writesFor(WHILE);
            LabHost old = scene.db(1);
            old.shutDownServer();
            old.shell("cp -a /var/lib/mysql /var/lib/older");
            old.startServer();
            scene.writer().awaitAckAfter(Instant.now(), Duration.ofSeconds(30));
            scene.writesFor(WHILE);
            old.killServer();
            LabHost newSource = failedOver(scene);
            SwitchRun run = scene.command("masterha-rejoin", "--server=db1", "--release");
            run.await("to be started");
            old.shell("rm -rf /var/lib/mysql && mv /var/lib/older /var/lib/mysql");
            old.startServer("--read-only=1");
            isBack(scene, newSource, run);
            assertEquals("1", old.value("SELECT @@global.server_id"));
        }
    }

    private static LabHost failedOver(Scene scene) {
        int exit = scene.manager().awaitExit(Duration.ofMinutes(4));
        assertTrue(exit == 0 || exit == 10, scene.manager()::log);
        scene.writer().awaitAckAfter(Instant.now(), Duration.ofSeconds(20));
        return scene.newSource(scene.manager().report());
    }

    private static void isBack(Scene scene, LabHost newSource, SwitchRun run) {
        assertEquals(0, run.exit(), run::log);
        assertFalse(run.log().toLowerCase(Locale.ROOT).contains("denied"), run::log);
        scene.writesFor(WHILE);
        scene.writer().stop();
        assertTrue(scene.replication().follows(scene.db(1), newSource), run::log);
        Rows.becomeEqual(scene.lab().hosts());
        assertEquals(Set.of(), Rows.missing(scene.writer(), newSource), run::log);
        String held = newSource.value("SHOW GRANTS FOR 'masterha'@'172.%'");
        assertFalse(held.contains("ALL PRIVILEGES"), held);
        scene.line("back in " + run.took().toMillis() + " ms with the documented grants");
    }
}
