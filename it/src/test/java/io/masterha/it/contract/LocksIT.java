package io.masterha.it.contract;

import static io.masterha.it.contract.Wired.LIMIT;
import static io.masterha.it.contract.Wired.id;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.Selected;
import io.masterha.it.lab.Lab;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Until;
import io.masterha.manager.adapter.jdbc.DatabaseLogin;
import io.masterha.manager.adapter.jdbc.JdbcServers;
import io.masterha.manager.adapter.jdbc.JdbcWitnesses;
import io.masterha.manager.port.ServerSession;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The locks in servers that keep two managers apart, and on which connections they are taken. */
@Tag("any-mode")
@Tag("contract")
class LocksIT {
    private static Lab lab;
    private static LabHost host;
    private static Wired wired;

    @BeforeAll
    static void start(@TempDir Path keys) throws Exception {
        lab = Lab.start(Selected.flavour(), Selected.mode(), 1);
        host = lab.host(1);
        wired = new Wired(lab, keys);
    }

    @AfterAll
    static void stop() {
        wired.close();
        lab.close();
    }

    @Test
    void a_lock_belongs_to_one_manager_and_ends_with_its_connection() {
        ServerSession session = wired.servers.session(id(host));
        assertTrue(session.lock("contract_a", LIMIT));
        assertTrue(session.lock("contract_b", LIMIT));
        assertTrue(session.holdsLock("contract_a"), "a second lock cost the first");
        try (JdbcServers other = wired.serversAs(new DatabaseLogin("admin", "adminpw"))) {
            assertFalse(other.session(id(host)).lock("contract_a", Duration.ZERO));
            session.unlock("contract_a");
            assertFalse(session.holdsLock("contract_a"));
            assertTrue(other.session(id(host)).lock("contract_a", LIMIT));
        }
        host.run("KILL " + holder("contract_b"));
        Until.holds("the lock is lost", LIMIT, () -> !session.holdsLock("contract_b"));
    }

    @Test
    void a_failover_logs_in_nowhere_for_its_lock_if_the_replica_has_just_told_of_its_heartbeats() throws Exception {
        isTakenOnTheWitnessConnection("contract_c", Duration.ZERO);
    }

    @Test
    void nor_if_it_has_not_been_asked_for_a_while_and_still_answers() throws Exception {
        isTakenOnTheWitnessConnection("contract_d", Duration.ofMillis(5200));
    }

    private static void isTakenOnTheWitnessConnection(String lock, Duration afterBeingAsked) throws Exception {
        try (JdbcWitnesses witnesses = wired.witnesses();
                JdbcServers servers = wired.serversAs(Wired.ADMIN)) {
            servers.lockOnConnectionsOf(witnesses);
            ServerSession session = servers.session(id(host));
            witnesses.heartbeats(id(host));
            long next = Long.parseLong(host.value("SELECT CONNECTION_ID()"));
            TimeUnit.MILLISECONDS.sleep(afterBeingAsked.toMillis());
            assertTrue(session.lock(lock, LIMIT));
            assertTrue(
                    holder(lock) < next,
                    "the lock is on a new connection: " + holder(lock) + " was not there before " + next);
            witnesses.heartbeats(id(host));
            assertTrue(session.holdsLock(lock), "another heartbeat cost the lock");
        }
    }

    private static long holder(String lock) {
        return Long.parseLong(host.value("SELECT IS_USED_LOCK('" + lock + "')"));
    }
}
