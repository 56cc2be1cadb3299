package io.masterha.manager.adapter.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.HostError;
import io.masterha.manager.port.HostSight;
import io.masterha.manager.port.Story;
import io.masterha.manager.topology.ServerId;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What listens on the SSH port and is no SSH server that works: every look and every attempt ends within its limit. */
class OddSshServersTest {
    private static final ServerId DB1 = new ServerId("db1", 3306);
    private static final Duration LIMIT = Duration.ofMillis(800);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    private final List<AutoCloseable> open = Collections.synchronizedList(new ArrayList<>());

    private final Semaphore accepted = new Semaphore(0);

    /** What it does with a connection. */
    enum Odd {
        SAYS_NOTHING,
        CLOSES_AT_ONCE,
        BANNER_WITHOUT_END,
        LINE_WITHOUT_END,
        VERSION_AND_NO_MORE,
        VERSION_AND_NOISE,
        ONE_BYTE_AT_A_TIME
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : List.copyOf(open)) {
            each.close();
        }
    }

    private SshHosts hosts(Odd odd) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        open.add(server);
        Thread thread = new Thread(() -> serve(server, odd), "odd-ssh");
        thread.setDaemon(true);
        thread.start();
        SshTarget target = new SshTarget(
                DB1, "127.0.0.1", "db1", "127.0.0.1", server.getLocalPort(), "root", SshOptions.parse(""));
        SshHosts hosts = new SshHosts(
                List.of(target),
                new SshPolicy(true, home.resolve("known_hosts"), Duration.ofSeconds(5)),
                id -> Optional.empty(),
                new Quiet());
        open.add(hosts);
        return hosts;
    }

    private void serve(ServerSocket server, Odd odd) {
        try {
            while (true) {
                Socket socket = server.accept();
                open.add(socket);
                accepted.release();
                Thread thread = new Thread(() -> answer(socket, odd), "odd-ssh-connection");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private static void answer(Socket socket, Odd odd) {
        byte[] version = "SSH-2.0-OpenSSH_9.9\r\n".getBytes(StandardCharsets.US_ASCII);
        try {
            OutputStream out = socket.getOutputStream();
            switch (odd) {
                case SAYS_NOTHING -> {}
                case CLOSES_AT_ONCE -> socket.close();
                case BANNER_WITHOUT_END -> repeat(out, "All access is logged.\r\n");
                case LINE_WITHOUT_END -> repeat(out, "x".repeat(4096));
                case VERSION_AND_NO_MORE -> out.write(version);
                case VERSION_AND_NOISE -> {
                    out.write(version);
                    repeat(out, "\u0001\u0002noise".repeat(100));
                }
                case ONE_BYTE_AT_A_TIME -> {
                    for (int i = 0; true; i++) {
                        out.write(version[i % version.length]);
                        Thread.sleep(50);
                    }
                }
            }
        } catch (IOException given) {
            // The client has given up: that is what is wanted.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void repeat(OutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        while (true) {
            out.write(bytes);
        }
    }

    @ParameterizedTest
    @EnumSource(Odd.class)
    void a_look_and_an_attempt_end_within_their_limits_and_say_why(Odd odd) throws IOException {
        SshHosts hosts = hosts(odd);
        long start = System.nanoTime();
        HostSight sight = hosts.look(DB1, LIMIT);
        assertEquals(HostSight.Kind.NO_ANSWER, sight.kind());
        assertTrue(sight.detail().contains("does not answer over SSH"), sight.detail());
        Problem problem = assertThrows(Problem.class, () -> hosts.bringDown(DB1, LIMIT));
        assertEquals(HostError.HOST_UNREACHABLE, problem.code());
        assertTrue(problem.next().startsWith("ssh -p "), problem.next());
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(took.compareTo(Duration.ofSeconds(4)) < 0, "took " + took);
        assertFalse(hosts.isHeldDown(DB1));
    }

    @Test
    void trying_on_in_the_background_returns_at_once_and_ends_with_the_release() throws Exception {
        SshHosts hosts = hosts(Odd.SAYS_NOTHING);
        hosts.keepTrying(DB1);
        assertTrue(accepted.tryAcquire(10, TimeUnit.SECONDS), "it is connecting");
        assertFalse(hosts.isHeldDown(DB1));
        long start = System.nanoTime();
        hosts.release(DB1);
        assertTrue(System.nanoTime() - start < 1_000_000_000L, "it was waited for");
    }

    private static final class Quiet implements Story {
        @Override
        public void tell(String word, Optional<ServerId> server, String sentence) {}

        @Override
        public void warn(String word, Optional<ServerId> server, String sentence) {}
    }
}
