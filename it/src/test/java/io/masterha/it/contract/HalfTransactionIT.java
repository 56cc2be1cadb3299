package io.masterha.it.contract;

import static io.masterha.it.contract.Wired.LIMIT;
import static io.masterha.it.contract.Wired.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.masterha.binlog.BinlogPosition;
import io.masterha.it.Selected;
import io.masterha.it.lab.Lab;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.LabReplication;
import io.masterha.it.lab.Sql;
import io.masterha.it.lab.Until;
import io.masterha.manager.adapter.jdbc.DatabaseLogin;
import io.masterha.manager.adapter.jdbc.JdbcServers;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ServerSession;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A replica whose receiver has only the beginning of a large transaction, as a source leaves it that is lost while it sends
 * one. Told to stop, the applier of MySQL 8 and later waits 60 s for the rest if it has several workers.
 */
@Tag("any-mode")
@Tag("contract")
class HalfTransactionIT {
    private static final int MEGABYTES = 60;
    private static Lab lab;
    private static LabReplication replication;
    private static LabHost source;
    private static LabHost replica;
    private static Wired wired;

    @BeforeAll
    static void start(@TempDir Path keys) throws Exception {
        lab = Lab.start(Selected.flavour(), Selected.mode(), 2);
        replication = lab.replicate();
        source = lab.host(1);
        replica = lab.host(2);
        wired = new Wired(lab, keys);
        source.run("CREATE TABLE lab.large (id INT AUTO_INCREMENT PRIMARY KEY, v LONGTEXT)");
    }

    @AfterAll
    static void stop() {
        wired.close();
        lab.close();
    }

    @Test
    void replication_stops_at_once() throws Exception {
        isReceivedInPart();
        ServerSession session = wired.servers.session(id(replica));
        Duration took = Wired.time(() -> session.stopReplication(LIMIT));
        assertTrue(took.compareTo(LIMIT) < 0, took.toString());
        isRolledBackAndComesAnew(session);
    }

    @Test
    @Tag("on-demand")
    void or_after_60_s_if_the_account_may_not_end_it() throws Exception {
        assumeTrue(Selected.flavour().hasSourceWords(), "others stop at once, whoever asks");
        replication.everywhere(
                source,
                List.of(replica),
                List.of(
                        "CREATE USER 'small'@'%' IDENTIFIED BY 'smallpw'",
                        "GRANT PROCESS, REPLICATION CLIENT, REPLICATION_SLAVE_ADMIN, CONNECTION_ADMIN ON *.* TO 'small'@'%'",
                        "GRANT SELECT ON performance_schema.* TO 'small'@'%'"));
        isReceivedInPart();
        try (JdbcServers small = wired.serversAs(new DatabaseLogin("small", "smallpw"))) {
            ServerSession session = small.session(id(replica));
            Duration took = Wired.time(() -> session.stopReplication(LIMIT));
            assertTrue(took.compareTo(Duration.ofSeconds(50)) > 0, took + ": it has no reason to wait");
            isRolledBackAndComesAnew(session);
        }
    }

    private static ReplicationStatus status() {
        return wired.servers.session(id(replica)).status().replication().orElseThrow();
    }

    private static void isReceivedInPart() throws Exception {
        BinlogPosition begin = end();
        Until.holds(
                "it is received and applied",
                LIMIT,
                () -> !status().received().isBefore(begin)
                        && wired.servers.session(id(replica)).hasAppliedAll());
        try (Sql writer = source.admin()) {
            writer.run("SET autocommit = 0");
            for (int i = 0; i < MEGABYTES; i++) {
                writer.run("INSERT INTO lab.large (v) VALUES (REPEAT('x', 1000000))");
            }
            FutureTask<Boolean> commit = new FutureTask<>(() -> {
                writer.run("COMMIT");
                return true;
            });
            new Thread(commit, "commit").start();
            Until.holds("its beginning is received", LIMIT, () -> status().received()
                    .isAfter(begin));
            wired.servers.session(id(replica)).stopReceiver(LIMIT);
            assertTrue(commit.get(1, TimeUnit.MINUTES));
        }
        assertTrue(status().received().isBefore(end()), "all of it was received: nothing is tested");
    }

    private static BinlogPosition end() {
        return wired.servers.session(id(source)).mark().position();
    }

    private static void isRolledBackAndComesAnew(ServerSession session) {
        assertFalse(status().applierRuns());
        BinlogPosition end = end();
        session.startReplication();
        Until.holds(
                "the rest is received and applied",
                LIMIT,
                () -> session.hasAppliedAll() && !status().received().isBefore(end));
        String rows = "SELECT COUNT(*) FROM lab.large";
        assertEquals(source.value(rows), replica.value(rows));
    }
}
