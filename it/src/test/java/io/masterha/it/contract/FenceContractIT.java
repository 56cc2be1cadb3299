package io.masterha.it.contract;

import static io.masterha.it.contract.Wired.LIMIT;
import static io.masterha.it.contract.Wired.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.Problem;
import io.masterha.it.Selected;
import io.masterha.it.lab.Lab;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Sql;
import io.masterha.it.lab.Until;
import io.masterha.manager.adapter.jdbc.JdbcServers;
import io.masterha.manager.adapter.ssh.SshHosts;
import io.masterha.manager.port.HostSight.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the rungs of the fence promise, on a real server and over real SSH that is late, half open or asks questions. */
@Tag("any-mode")
@Tag("contract")
@Tag("fence-contract")
class FenceContractIT {
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static Lab lab;
    private static LabHost host;
    private static Wired wired;

    @BeforeAll
    static void start(@TempDir Path keys) throws IOException {
        lab = Lab.start(Selected.flavour(), Selected.mode(), 1);
        host = lab.host(1);
        wired = new Wired(lab, keys);
        wired.servers.session(id(host)).status();
    }

    @AfterAll
    static void stop() {
        wired.close();
        lab.close();
    }

    @Test
    void a_server_that_answers_refuses_the_writes_of_everybody_and_its_clients_are_gone() throws Exception {
        host.run("CREATE TABLE IF NOT EXISTS lab.fenced (id INT PRIMARY KEY)");
        try (Sql open = host.app(LIMIT);
                Sql idle = host.admin();
                JdbcServers fencing = wired.serversAs(Wired.ADMIN)) {
            idle.run("SET SESSION lock_wait_timeout = 1");
            open.run("BEGIN");
            open.run("INSERT INTO lab.fenced VALUES (1)");
            String evidence = fencing.refuseWrites(id(host), SHORT);
            assertTrue(evidence.contains("read_only=1"), evidence);
            assertThrows(SQLException.class, () -> open.run("COMMIT"));
            assertThrows(SQLException.class, () -> idle.run("INSERT INTO lab.fenced VALUES (2)"));
            try (Sql fresh = host.app(LIMIT);
                    Sql privileged = host.admin()) {
                assertThrows(SQLException.class, () -> fresh.run("INSERT INTO lab.fenced VALUES (3)"));
                privileged.run("SET SESSION lock_wait_timeout = 1");
                assertThrows(SQLException.class, () -> privileged.run("INSERT INTO lab.fenced VALUES (4)"));
                assertEquals("0", privileged.value("SELECT COUNT(*) FROM lab.fenced"));
            }
        } finally {
            host.run("SET GLOBAL read_only = 0");
        }
        host.run("DROP TABLE lab.fenced");
    }

    @Test
    void a_frozen_server_costs_its_limit_and_no_more_over_sql() {
        host.freezeServer();
        try (JdbcServers fencing = wired.serversAs(Wired.ADMIN)) {
            Duration took = Wired.time(
                    () -> assertThrows(Problem.class, () -> fencing.refuseWrites(id(host), Duration.ofSeconds(1))));
            assertTrue(took.compareTo(Duration.ofSeconds(5)) < 0, took.toString());
        } finally {
            host.thawServer();
        }
        host.awaitServer();
    }

    @Test
    void an_attempt_to_connect_that_nobody_answers_is_ended_by_the_host_that_makes_it() {
        host.shell("iptables -A OUTPUT -p tcp --dport 3399 -j DROP");
        try {
            host.shell(
                    "rm -f /tmp/attempt; (timeout 60 bash -c 'exec 3<>/dev/tcp/127.0.0.1/3399'; echo ended >/tmp/attempt)"
                            + " >/dev/null 2>&1 &");
            Until.holds("it is connecting", Duration.ofSeconds(10), () -> host.shell(
                            "ss -Htn state syn-sent 'dport = :3399'")
                    .contains(":3399"));
            wired.hosts.endConnecting(id(host), "127.0.0.1", 3399);
            Until.holds("it has ended", Duration.ofSeconds(5), () -> host.shell("cat /tmp/attempt || true")
                    .contains("ended"));
        } finally {
            host.shell("iptables -D OUTPUT -p tcp --dport 3399 -j DROP");
        }
    }

    @Test
    void a_host_that_answers_late_is_fenced_nevertheless() {
        host.shell("iptables -A INPUT -p tcp --dport 22 -j DROP");
        try {
            wired.hosts.keepTrying(id(host));
            assertFalse(wired.hosts.greets(id(host), SHORT));
            assertFalse(wired.hosts.isHeldDown(id(host)));
        } finally {
            host.shell("iptables -D INPUT -p tcp --dport 22 -j DROP");
        }
        assertTrue(wired.hosts.greets(id(host), LIMIT));
        Until.holds("it is held down", Duration.ofSeconds(40), () -> wired.hosts.isHeldDown(id(host)));
        assertFalse(host.isServerRunning());
        wired.hosts.release(id(host));
        assertFalse(wired.hosts.isHeldDown(id(host)));
        host.startServer();
    }

    @Test
    void a_connection_that_became_half_open_costs_its_limit_and_is_made_anew_afterwards() {
        assertEquals(Kind.PRESENT, wired.hosts.look(id(host), LIMIT).kind());
        host.shell("iptables -A OUTPUT -p tcp --sport 22 -j DROP");
        try {
            Duration took = Wired.time(() -> assertEquals(
                    Kind.NO_ANSWER, wired.hosts.look(id(host), SHORT).kind()));
            assertTrue(took.compareTo(SHORT.plusSeconds(3)) < 0, took.toString());
            assertFalse(wired.hosts.greets(id(host), Duration.ofSeconds(1)));
        } finally {
            host.shell("iptables -D OUTPUT -p tcp --sport 22 -j DROP");
        }
        assertEquals(Kind.PRESENT, wired.hosts.look(id(host), LIMIT).kind());
    }

    @Test
    void a_host_whose_commands_ask_a_question_or_never_end_costs_its_limit_and_says_so() {
        for (String command : List.of("printf Password:; sleep 300", "read answer; exit 1", "yes")) {
            host.shell("sed -i 's/^/command=\"" + command + "\" /' /root/.ssh/authorized_keys");
            // A session that is open already keeps the rules under which it was made.
            try (SshHosts fresh = wired.hosts(Path.of("/dev/null"), true)) {
                Duration took = Wired.time(() ->
                        assertEquals(Kind.NO_ANSWER, fresh.look(id(host), SHORT).kind(), command));
                assertTrue(took.compareTo(SHORT.plusSeconds(2)) < 0, command + " took " + took);
            } finally {
                host.shell("sed -i 's/^command=\"[^\"]*\" //' /root/.ssh/authorized_keys; pkill -x yes || true");
            }
        }
        try (SshHosts fresh = wired.hosts(Path.of("/dev/null"), true)) {
            assertEquals(Kind.PRESENT, fresh.look(id(host), LIMIT).kind());
        }
    }
}
