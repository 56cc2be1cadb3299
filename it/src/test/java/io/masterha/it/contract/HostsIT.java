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
import io.masterha.it.lab.Until;
import io.masterha.it.lab.WritableSamples;
import io.masterha.manager.adapter.ssh.SshError;
import io.masterha.manager.adapter.ssh.SshHosts;
import io.masterha.manager.port.HostShell;
import io.masterha.manager.port.HostSight;
import io.masterha.manager.port.HostSight.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code Hosts} promises, over real SSH. */
@Tag("any-mode")
@Tag("contract")
class HostsIT {
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

    private static HostSight look() {
        return wired.hosts.look(id(host), LIMIT);
    }

    @Test
    void a_running_and_a_frozen_server_are_present() {
        assertEquals(Kind.PRESENT, look().kind(), look().detail());
        host.freezeServer();
        try {
            assertEquals(Kind.PRESENT, look().kind(), look().detail());
        } finally {
            host.thawServer();
        }
        host.awaitServer();
    }

    @Test
    void a_script_runs_over_the_session_and_one_that_hangs_does_not_let_go_of_what_is_held_down_on_it() {
        HostShell.Ran ran = wired.hosts.run(id(host), "read -r nothing || echo out; echo err >&2; exit 3", LIMIT);
        assertEquals(
                "3 out err",
                ran.exitCode() + " " + ran.out().strip() + " " + ran.err().strip());
        wired.hosts.bringDown(id(host), LIMIT);
        try {
            Problem hangs =
                    assertThrows(Problem.class, () -> wired.hosts.run(id(host), "sleep 20", Duration.ofMillis(500)));
            assertEquals(SshError.COMMAND_INTERRUPTED, hangs.code(), hangs.sentence());
            assertTrue(wired.hosts.isHeldDown(id(host)));
        } finally {
            wired.hosts.release(id(host));
            host.startServer();
        }
    }

    @Test
    void a_script_that_was_expected_runs_in_a_shell_that_waited_and_in_a_new_one_if_that_is_gone() {
        String script = "echo $$; seq 3000; exit 4";
        wired.hosts.run(id(host), script, LIMIT);
        List<String> others = shells();
        wired.hosts.expect(id(host));
        String waiting = waitingShell(others);
        HostShell.Ran ran = wired.hosts.run(id(host), script, LIMIT);
        assertEquals(waiting, ran.out().lines().findFirst().orElse(""));
        assertEquals("4 3001", ran.exitCode() + " " + ran.out().lines().count());
        wired.hosts.expect(id(host));
        host.shell("kill -9 " + waitingShell(others));
        Until.holds("the shell is gone", LIMIT, () -> others.containsAll(shells()));
        assertEquals(4, wired.hosts.run(id(host), script, LIMIT).exitCode());
        assertTrue(others.containsAll(shells()), shells()::toString);
    }

    /** @param others what scripts of other tests have left behind for a while */
    private static String waitingShell(List<String> others) {
        Until.holds("a shell waits", LIMIT, () -> !others.containsAll(shells()));
        return shells().stream()
                .filter(pid -> !others.contains(pid))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> shells() {
        return host.shell("pgrep -fx '/bin/sh -s' || true").lines().toList();
    }

    @Test
    void a_killed_server_has_crashed_and_one_that_was_shut_down_is_stopped() {
        host.killServer();
        Until.holds("its process has ended", LIMIT, () -> look().kind() == Kind.CRASHED);
        host.startServer();
        assertEquals(Kind.PRESENT, look().kind(), look().detail());
        host.shutDownServer();
        Until.holds("it is down", LIMIT, () -> look().kind() != Kind.PRESENT);
        assertEquals(Kind.STOPPED, look().kind(), look().detail());
        host.startServer();
    }

    @Test
    void a_look_on_a_kept_session_is_quick() {
        look();
        // The quickest of some: what the machine does beside it is not the matter here.
        Duration took = Stream.generate(() -> Wired.time(HostsIT::look))
                .limit(10)
                .min(Duration::compareTo)
                .orElseThrow();
        assertTrue(took.compareTo(Duration.ofMillis(500)) < 0, took.toString());
    }

    @Test
    void a_frozen_server_is_brought_down_and_cannot_be_started_until_it_is_released() {
        host.freezeServer();
        String evidence = wired.hosts.bringDown(id(host), LIMIT);
        assertTrue(evidence.contains("killed process"), evidence);
        assertFalse(host.isServerRunning());
        int before = wired.told.size();
        host.shell("start-mysqld");
        Until.holds("the attempt was noticed", LIMIT, () -> wired.told.subList(before, wired.told.size()).stream()
                .anyMatch(line -> line.contains("started the server again")));
        Until.holds("it was killed", LIMIT, () -> !host.isServerRunning());
        assertEquals(Kind.CRASHED, look().kind(), look().detail());
        wired.hosts.release(id(host));
        host.startServer();
        assertEquals(Kind.PRESENT, look().kind(), look().detail());
    }

    @Test
    void a_server_that_is_down_is_proved_down() {
        host.killServer();
        Until.holds("its process has ended", LIMIT, () -> look().kind() == Kind.CRASHED);
        String evidence = wired.hosts.bringDown(id(host), LIMIT);
        assertTrue(evidence.startsWith("it was down; no process, port 3306 closed"), evidence);
        wired.hosts.release(id(host));
        host.startServer();
    }

    @Test
    void holding_down_ends_with_the_connection() {
        host.killServer();
        String none = host.shell("pgrep -fc '[m]asterha .*hold' || true");
        wired.hosts.bringDown(id(host), LIMIT);
        host.shell("pkill -9 -f 'sshd.*root@notty'");
        Until.holds("the loop has ended", LIMIT, () -> host.shell("pgrep -fc '[m]asterha .*hold' || true")
                .equals(none));
        wired.hosts.release(id(host));
        host.startServer();
    }

    @Test
    void what_is_kept_down_stays_down_without_the_manager_until_the_operator_removes_the_file() {
        host.killServer();
        wired.hosts.bringDown(id(host), LIMIT);
        String how = wired.hosts.keepDown(id(host));
        host.shell("pkill -9 -f 'sshd.*root@notty'");
        wired.hosts.release(id(host));
        host.shell("start-mysqld");
        String file = how.substring(how.lastIndexOf(' ') + 1);
        Until.holds("the attempt was noticed", LIMIT, () -> host.shell("cat " + file)
                .contains("killed "));
        Until.holds("it was killed", LIMIT, () -> !host.isServerRunning());
        assertEquals("600", host.shell("stat -c %a " + file));
        host.shell("rm " + file);
        Until.holds("nobody looks any more", LIMIT, () -> host.shell("pgrep -f '[m]asterha .* keep ' || true")
                .isEmpty());
        host.startServer();
        assertEquals(Kind.PRESENT, look().kind(), look().detail());
    }

    /** MariaDB takes connections some 40 ms after its start; on a busy machine one start of many gets an answer out. */
    @Test
    void what_is_kept_down_is_killed_at_once_however_often_it_is_started() {
        host.killServer();
        wired.hosts.bringDown(id(host), LIMIT);
        String how = wired.hosts.keepDown(id(host));
        wired.hosts.release(id(host));
        String file = how.substring(how.lastIndexOf(' ') + 1);
        List<WritableSamples.Span> spans;
        try {
            spans = Restarts.of(host, file, 25);
        } finally {
            host.shell("rm " + file);
            host.startServer();
        }
        System.out.println("starts of 25 that got an answer out: " + spans);
        assertTrue(
                spans.stream()
                        .allMatch(
                                span -> Duration.between(span.from(), span.to()).compareTo(Duration.ofMillis(500)) < 0),
                spans.toString());
        assertTrue(spans.size() <= 5, spans.toString());
    }

    @Test
    void a_paused_host_costs_its_limit_and_no_more() {
        assertEquals(Kind.PRESENT, look().kind());
        host.pause();
        try {
            for (int i = 0; i < 2; i++) {
                Duration took = Wired.time(() -> assertEquals(
                        Kind.NO_ANSWER,
                        wired.hosts.look(id(host), Duration.ofSeconds(2)).kind()));
                assertTrue(took.compareTo(Duration.ofSeconds(5)) < 0, took.toString());
            }
            assertThrows(Problem.class, () -> wired.hosts.bringDown(id(host), Duration.ofSeconds(2)));
        } finally {
            host.unpause();
        }
        host.awaitServer();
        assertEquals(Kind.PRESENT, look().kind(), look().detail());
    }

    @Test
    void a_host_without_network_does_not_answer_and_is_seen_again_when_it_is_back() {
        assertEquals(Kind.PRESENT, look().kind());
        host.cutOff();
        try {
            assertEquals(
                    Kind.NO_ANSWER,
                    wired.hosts.look(id(host), Duration.ofSeconds(2)).kind());
        } finally {
            host.reconnect();
        }
        host.awaitServer();
        assertEquals(Kind.PRESENT, look().kind(), look().detail());
    }

    @Test
    void an_unknown_host_key_is_refused_or_accepted_once_as_the_policy_says(@TempDir Path other) throws IOException {
        Path knownHosts = other.resolve("ssh/known_hosts");
        try (SshHosts strict = wired.hosts(knownHosts, false)) {
            Problem problem = assertThrows(Problem.class, () -> strict.check(id(host), LIMIT));
            assertEquals(SshError.HOST_KEY_UNKNOWN, problem.code());
            assertFalse(Files.exists(knownHosts));
        }
        try (SshHosts trusting = wired.hosts(knownHosts, true)) {
            trusting.check(id(host), LIMIT);
        }
        assertEquals(1, Files.readAllLines(knownHosts).size());
        try (SshHosts strict = wired.hosts(knownHosts, false)) {
            strict.check(id(host), LIMIT);
        }
    }

    @Test
    void a_changed_host_key_is_never_accepted(@TempDir Path other) throws IOException {
        Path knownHosts = other.resolve("known_hosts");
        String foreign = "AAAAC3NzaC1lZDI1NTE5AAAAIJfVS4dxe5Z0ahc0FmXT8g1Z8RB8BgMDTLs/bx3HN7kK";
        List<String> before = List.of("# mine", host.name() + " ssh-ed25519 " + foreign);
        Files.write(knownHosts, before);
        try (SshHosts trusting = wired.hosts(knownHosts, true)) {
            Problem problem = assertThrows(Problem.class, () -> trusting.check(id(host), LIMIT));
            assertEquals(SshError.HOST_KEY_CHANGED, problem.code());
        }
        assertEquals(before, Files.readAllLines(knownHosts));
    }

    @Test
    void a_refused_key_is_told_with_what_to_do() {
        host.shell("mv /root/.ssh/authorized_keys /root/.ssh/kept");
        try (SshHosts fresh = wired.hosts(Path.of("/dev/null"), true)) {
            Problem problem = assertThrows(Problem.class, () -> fresh.check(id(host), LIMIT));
            assertEquals(SshError.LOGIN_REFUSED, problem.code());
            assertTrue(problem.next().startsWith("ssh-copy-id"), problem.next());
        } finally {
            host.shell("mv /root/.ssh/kept /root/.ssh/authorized_keys");
        }
    }
}
