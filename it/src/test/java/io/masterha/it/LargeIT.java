package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.masterha.it.lab.Flavour;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.ReplicationMode;
import io.masterha.it.lab.Sql;
import io.masterha.it.run.ManagerJournal;
import io.masterha.it.run.Report;
import io.masterha.it.run.Scene;
import io.masterha.it.run.SceneSetting;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Failovers with much to carry: memory stays bounded and time in proportion. */
@Tag("large")
@Execution(ExecutionMode.CONCURRENT)
class LargeIT {
    private static final String MEBIBYTE = "REPEAT(UUID(), 29127)";

    private static Scene start(String name) throws Exception {
        SceneSetting setting = Scene.named(name).hosts(3).serverOption("--innodb-buffer-pool-size=128M");
        if (Selected.flavour() == Flavour.MARIADB_118) {
            // Above this size (128M by default) it makes a binlog of the transaction's temporary file by renaming it:
            // then no kill can come in the middle.
            setting.serverOption("--binlog-large-commit-threshold=1G");
        }
        Scene scene = setting.start(Selected.flavour(), Selected.mode());
        scene.db(1).run("CREATE TABLE lab.big (id INT AUTO_INCREMENT PRIMARY KEY, body LONGBLOB) ENGINE=InnoDB");
        scene.db(1).run("CREATE TABLE lab.numbers (n INT PRIMARY KEY) ENGINE=InnoDB");
        StringBuilder numbers = new StringBuilder("INSERT INTO lab.numbers VALUES (1)");
        for (int n = 2; n <= 200; n++) {
            numbers.append(",(").append(n).append(')');
        }
        scene.db(1).run(numbers.toString());
        return scene;
    }

    private static String insert(int mebibytes) {
        return "INSERT INTO lab.big (body) SELECT " + MEBIBYTE + " FROM lab.numbers WHERE n <= " + mebibytes;
    }

    @Test
    @Tag("diff-500")
    void a_replica_that_is_500_MB_behind_gets_them() throws Exception {
        try (Scene scene = start("diff-500")) {
            scene.replicasAreCurrent(2, 3);
            scene.replication().stopReceiver(scene.db(3));
            for (int i = 0; i < 25; i++) {
                scene.db(1).run(insert(20));
            }
            scene.replicasAreCurrent(2);
            Instant kill = scene.db(1).killServer();
            scene.endsWithoutLoss(kill);
            assertEquals("500", scene.db(3).value("SELECT COUNT(*) FROM lab.big"));
            if (Selected.mode() == ReplicationMode.POSITION) {
                ManagerJournal journal = scene.journal();
                // The end of the last transaction may be on the failed source's disk only.
                assertTrue(
                        journal.diffs().stream().anyMatch(diff -> diff.bytes() > 400L * 1024 * 1024),
                        journal::toString);
            }
        }
    }

    @Test
    @Tag("cut-transaction")
    void a_transaction_of_200_MB_that_the_kill_cut_in_the_middle_is_nowhere_and_all_before_it_is_everywhere()
            throws Exception {
        try (Scene scene = start("cut-transaction")) {
            scene.lab().without(scene.db(1)).forEach(scene.replication()::stopReceiver);
            scene.writesFor(Duration.ofMillis(500));
            Instant kill = killWithinTheTransaction(scene);
            Report report = scene.endsWithoutLoss(kill);
            assertEquals("0", scene.newSource(report).value("SELECT COUNT(*) FROM lab.big"));
            ManagerJournal journal = scene.journal();
            assertNotEquals("", journal.tail().cut(), journal::toString);
        }
    }

    /**
     * A loaded machine may let the server write all of it before the kill comes: then once more, from the start. The manager
     * must not see a death that came too late: it would keep the server down.
     */
    private static Instant killWithinTheTransaction(Scene scene) {
        scene.manager().pause();
        try {
            return killWithinTheTransaction(scene.db(1));
        } finally {
            scene.manager().goOn();
        }
    }

    private static Instant killWithinTheTransaction(LabHost source) {
        List<Long> written = new ArrayList<>();
        while (written.size() < 3) {
            long before = source.newestBinlogBytes();
            List<String> end = new ArrayList<>();
            Instant kill = source.killServerWhenBinlogGrows(
                    20_000_000, Duration.ofMinutes(1), () -> end.add(insertUntilKilled(source)));
            assertEquals(List.of("08S01"), end, "the insert lost its connection");
            written.add(source.newestBinlogBytes() - before);
            if (written.get(written.size() - 1) < 200 * 1024 * 1024) {
                return kill;
            }
            source.startServer();
            source.run("TRUNCATE TABLE lab.big");
        }
        return fail("no kill came in the middle of writing the transaction of 200 MiB, bytes written: " + written);
    }

    /** The SQL state it ended with. */
    private static String insertUntilKilled(LabHost source) {
        try (Sql session = source.admin()) {
            session.run(insert(200));
            return "committed";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }
}
