package io.masterha.it.contract;

import static io.masterha.it.contract.Wired.LIMIT;
import static io.masterha.it.contract.Wired.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.it.Selected;
import io.masterha.it.lab.Lab;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.LabReplication;
import io.masterha.it.lab.ReplicationMode;
import io.masterha.it.lab.Sql;
import io.masterha.it.lab.Until;
import io.masterha.manager.adapter.jdbc.DatabaseError;
import io.masterha.manager.port.Following;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ReplicationStatus.Receiver;
import io.masterha.manager.port.ServerSession;
import io.masterha.manager.port.ServerStatus;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code Servers} and {@code ServerSession} promise, on the selected version; db2 follows db1. */
@Tag("any-mode")
@Tag("contract")
class ServersIT {
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
        source.run("CREATE TABLE lab.contract (id INT PRIMARY KEY AUTO_INCREMENT, note VARCHAR(20))");
    }

    @AfterAll
    static void stop() {
        wired.close();
        lab.close();
    }

    @AfterEach
    void the_replica_follows_again() {
        ServerSession session = wired.servers.session(id(replica));
        if (session.status().replication().isEmpty() || !replication.isRunning(replica)) {
            session.follow(following(), LIMIT);
        }
    }

    private static Following following() {
        boolean byGtid = lab.mode() == ReplicationMode.GTID;
        BinlogPosition now = wired.servers.session(id(source)).mark().position();
        return new Following(id(source), byGtid ? Optional.empty() : Optional.of(now));
    }

    private static ReplicationStatus replicationOfReplica() {
        return wired.servers.session(id(replica)).status().replication().orElseThrow();
    }

    private static void write() {
        source.run("INSERT INTO lab.contract (note) VALUES ('row')");
    }

    @Test
    void a_status_tells_who_a_server_is_and_where_its_files_are() {
        ServerStatus status = wired.servers.session(id(source)).status();
        assertEquals(1, status.serverId());
        assertTrue(status.writable());
        assertTrue(status.settings().logBin());
        assertEquals("/var/lib/mysql", status.files().dataDir());
        assertEquals("/var/lib/mysql", status.files().binlogDir());
        assertEquals("/var/lib/mysql/relay-bin.index", status.files().relayLogIndex());
        assertEquals(replica.value("SELECT @@pid_file"), status.files().pidFile());
        assertTrue(status.binlog().position().offset() > 4);
        // A MariaDB source always has GTIDs, whoever follows it and how.
        assertEquals(lab.mode() == ReplicationMode.GTID || lab.flavour().isMariaDb(), status.gtidOn());
        assertEquals(Optional.empty(), status.replication());
        assertEquals(lab.flavour().isMariaDb(), status.version().isMariadb());
        assertFalse(wired.servers.session(id(replica)).status().writable());
    }

    /** While replicas are pointed at the new source side by side, each of them asks it. */
    @Test
    void one_server_may_be_asked_by_many_threads_at_once() throws Exception {
        List<Callable<Long>> asks = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            asks.add(() -> {
                long sum = 0;
                for (int n = 0; n < 25; n++) {
                    sum += wired.servers.session(id(source)).status().serverId();
                }
                return sum;
            });
        }
        ExecutorService threads = Executors.newFixedThreadPool(asks.size());
        try {
            for (Future<Long> answer : threads.invokeAll(asks, 1, TimeUnit.MINUTES)) {
                assertEquals(25, answer.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void a_replica_receives_applies_and_says_when_it_has_applied_all() {
        write();
        BinlogPosition end = wired.servers.session(id(source)).mark().position();
        Until.holds(
                "the replica has received and applied all",
                LIMIT,
                () -> wired.servers.session(id(replica)).hasAppliedAll()
                        && replicationOfReplica().received().equals(end));
        ReplicationStatus status = replicationOfReplica();
        assertEquals(source.address(), status.sourceHost());
        assertEquals(1, status.sourceServerId());
        assertEquals(Receiver.RUNNING, status.receiver());
        assertTrue(status.applierRuns());
        assertEquals(lab.mode() == ReplicationMode.GTID, status.autoPosition());
        if (lab.mode() == ReplicationMode.GTID) {
            assertFalse(status.receivedGtids().isEmpty());
            assertFalse(wired.servers.session(id(replica)).mark().gtids().isEmpty());
        }
    }

    @Test
    void a_stopped_applier_has_not_applied_what_was_received() {
        replication.stopApplier(replica);
        write();
        BinlogPosition end = wired.servers.session(id(source)).mark().position();
        Until.holds(
                "it is received", LIMIT, () -> replicationOfReplica().received().equals(end));
        assertFalse(wired.servers.session(id(replica)).hasAppliedAll());
        assertFalse(replicationOfReplica().applierRuns());
        wired.servers.session(id(replica)).startApplier();
        Until.holds(
                "it is applied", LIMIT, () -> wired.servers.session(id(replica)).hasAppliedAll());
    }

    @Test
    void a_blocked_applier_has_not_applied_what_was_received() throws Exception {
        Until.holds("nothing is left to do", LIMIT, () -> wired.servers
                .session(id(replica))
                .hasAppliedAll());
        try (Sql blocker = replica.admin()) {
            blocker.run("LOCK TABLES lab.contract READ");
            write();
            BinlogPosition end = wired.servers.session(id(source)).mark().position();
            Until.holds("it is received", LIMIT, () -> replicationOfReplica()
                    .received()
                    .equals(end));
            for (int i = 0; i < 20; i++) {
                assertFalse(wired.servers.session(id(replica)).hasAppliedAll());
            }
            blocker.run("UNLOCK TABLES");
        }
        Until.holds(
                "it is applied", LIMIT, () -> wired.servers.session(id(replica)).hasAppliedAll());
    }

    @Test
    void a_stopped_receiver_is_stopped_when_the_call_returns() {
        ServerSession session = wired.servers.session(id(replica));
        ReplicationStatus told = session.stopReceiver(LIMIT).replication().orElseThrow();
        assertEquals(Receiver.STOPPED, told.receiver());
        assertEquals(Receiver.STOPPED, replicationOfReplica().receiver());
        assertEquals(replicationOfReplica().received(), told.received());
        assertEquals(
                Receiver.STOPPED,
                session.stopReceiver(LIMIT).replication().orElseThrow().receiver());
        assertTrue(replicationOfReplica().applierRuns());
    }

    @Test
    void a_receiver_whose_source_was_killed_can_be_stopped() {
        source.killServer();
        try {
            Until.holds(
                    "it lost its source", LIMIT, () -> replicationOfReplica().receiver() != Receiver.RUNNING);
            Duration took = Wired.time(() -> wired.servers.session(id(replica)).stopReceiver(LIMIT));
            assertEquals(Receiver.STOPPED, replicationOfReplica().receiver());
            assertTrue(took.compareTo(Duration.ofSeconds(6)) < 0, took.toString());
        } finally {
            source.startServer();
        }
    }

    @Test
    void a_receiver_whose_source_is_frozen_can_be_stopped() {
        source.freezeServer();
        try {
            Duration took = Wired.time(() -> wired.servers.session(id(replica)).stopReceiver(LIMIT));
            assertEquals(Receiver.STOPPED, replicationOfReplica().receiver());
            assertTrue(took.compareTo(Duration.ofSeconds(6)) < 0, took.toString());
        } finally {
            source.thawServer();
            source.awaitServer();
        }
    }

    @Test
    void a_source_is_followed_by_position_and_forgotten() {
        ServerSession session = wired.servers.session(id(replica));
        BinlogPosition end = wired.servers.session(id(source)).mark().position();
        session.follow(new Following(id(source), Optional.of(end)), LIMIT);
        assertFalse(replicationOfReplica().autoPosition());
        assertEquals(Receiver.RUNNING, replicationOfReplica().receiver());
        session.stopReplication(LIMIT);
        assertFalse(replicationOfReplica().applierRuns());
        session.forgetSource();
        assertEquals(Optional.empty(), session.status().replication());
    }

    @Test
    void a_source_that_refuses_the_account_is_told_with_the_server_s_words() {
        source.run("CREATE USER 'other'@'%' IDENTIFIED BY 'otherpw'");
        ServerSession session = wired.servers.session(id(replica));
        session.stopReplication(LIMIT);
        source.run("DROP USER 'other'@'%'");
        source.run("REVOKE REPLICATION SLAVE ON *.* FROM 'repl'@'%'");
        try {
            Problem problem = assertThrows(Problem.class, () -> session.follow(following(), Duration.ofSeconds(3)));
            assertEquals(DatabaseError.STATE_NOT_REACHED, problem.code());
            assertFalse(problem.sentence().contains("replpw"));
        } finally {
            source.run("GRANT REPLICATION SLAVE ON *.* TO 'repl'@'%'");
        }
    }

    @Test
    void a_closed_server_refuses_writes_and_an_open_one_takes_them() throws Exception {
        ServerSession session = wired.servers.session(id(source));
        session.setWritable(false);
        assertFalse(session.status().writable());
        try (Sql app = source.app(LIMIT)) {
            assertThrows(SQLException.class, () -> app.run("INSERT INTO lab.contract (note) VALUES ('no')"));
            session.setWritable(true);
            assertTrue(session.status().writable());
            app.run("INSERT INTO lab.contract (note) VALUES ('yes')");
        }
    }

    @Test
    void relay_logs_are_kept_or_purged_as_asked() {
        ServerSession session = wired.servers.session(id(replica));
        session.setRelayLogPurge(true);
        assertTrue(session.status().settings().relayLogPurge());
        session.setRelayLogPurge(false);
        assertFalse(session.status().settings().relayLogPurge());
    }
}
