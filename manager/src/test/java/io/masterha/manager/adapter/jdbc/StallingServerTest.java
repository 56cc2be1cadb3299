package io.masterha.manager.adapter.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.Problem;
import io.masterha.manager.adapter.SystemTime;
import io.masterha.manager.port.PingAnswer;
import io.masterha.manager.port.PingType;
import io.masterha.manager.topology.ServerId;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Servers that accept and then misbehave, on real sockets: every call keeps its limit. */
class StallingServerTest {
    private static final Duration LIMIT = Duration.ofMillis(300);
    /** For servers that do answer: enough to load the driver on a busy machine. */
    private static final Duration AMPLE = Duration.ofSeconds(20);

    private static final Duration SLACK = Duration.ofMillis(1500);

    /** What a server does with an accepted connection. */
    interface Behaviour {
        void with(Socket socket) throws IOException;
    }

    private static void against(Behaviour behaviour, java.util.function.BiConsumer<JdbcServers, ServerId> check)
            throws Exception {
        against(behaviour, LIMIT, check);
    }

    private static void against(
            Behaviour behaviour, Duration limit, java.util.function.BiConsumer<JdbcServers, ServerId> check)
            throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> {
                try {
                    while (true) {
                        Socket socket = listener.accept();
                        Thread talk = new Thread(() -> {
                            try {
                                behaviour.with(socket);
                            } catch (IOException e) {
                                LockSupport.parkNanos(1);
                            }
                        });
                        talk.setDaemon(true);
                        talk.start();
                    }
                } catch (IOException e) {
                    LockSupport.parkNanos(1);
                }
            });
            server.setDaemon(true);
            server.start();
            ServerId id = new ServerId("stalling", listener.getLocalPort());
            DatabaseTarget target = new DatabaseTarget(id, "127.0.0.1", new DatabaseLogin("u", "p"), Optional.empty());
            JdbcLimits limits = new JdbcLimits(limit, limit);
            try (JdbcServers servers = new JdbcServers(List.of(target), limits, new SystemTime())) {
                check.accept(servers, id);
            }
        }
    }

    private static void staysSilent(JdbcServers servers, ServerId id) {
        long start = System.nanoTime();
        PingAnswer answer = servers.ping(id, PingType.SELECT, LIMIT);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertEquals(PingAnswer.Kind.SILENT, answer.kind(), answer.toString());
        assertTrue(took.compareTo(LIMIT.plus(SLACK)) < 0, took.toString());
    }

    @Test
    void a_server_that_accepts_and_says_nothing_costs_its_limit() throws Exception {
        against(socket -> LockSupport.park(), StallingServerTest::staysSilent);
    }

    @Test
    void nobody_waits_for_a_server_that_is_given_up_and_it_is_still_pinged() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        against(
                socket -> {
                    asked.countDown();
                    LockSupport.park();
                },
                AMPLE,
                (servers, id) -> {
                    long start = System.nanoTime();
                    FutureTask<Problem> waiting =
                            new FutureTask<>(() -> assertThrows(Problem.class, () -> servers.session(id)));
                    Thread asks = new Thread(waiting);
                    asks.setDaemon(true);
                    asks.start();
                    try {
                        assertTrue(asked.await(AMPLE.toSeconds(), TimeUnit.SECONDS), "nobody has connected");
                        servers.giveUp(id);
                        Problem cut = waiting.get(AMPLE.toSeconds(), TimeUnit.SECONDS);
                        assertTrue(cut.sentence().contains("not asked any more"), cut.sentence());
                    } catch (InterruptedException | ExecutionException | TimeoutException e) {
                        throw new AssertionError(e);
                    }
                    Problem later = assertThrows(Problem.class, () -> servers.session(id));
                    assertTrue(later.sentence().contains("not asked any more"), later.sentence());
                    Duration took = Duration.ofNanos(System.nanoTime() - start);
                    assertTrue(took.compareTo(AMPLE.dividedBy(2)) < 0, took.toString());
                    assertEquals(
                            PingAnswer.Kind.SILENT,
                            servers.ping(id, PingType.SELECT, LIMIT).kind());
                });
    }

    @Test
    void a_server_that_dribbles_costs_its_limit_too() throws Exception {
        against(
                socket -> {
                    OutputStream out = socket.getOutputStream();
                    byte[] greetingLength = {(byte) 200, 0, 0, 0, 10};
                    out.write(greetingLength);
                    for (int i = 0; i < 200; i++) {
                        out.write('5');
                        out.flush();
                        LockSupport.parkNanos(100_000_000);
                    }
                },
                StallingServerTest::staysSilent);
    }

    @Test
    void a_server_that_hangs_up_refuses() throws Exception {
        against(
                Socket::close,
                (servers, id) -> assertEquals(
                        PingAnswer.Kind.REFUSED,
                        servers.ping(id, PingType.SELECT, AMPLE).kind()));
    }

    @Test
    void a_server_with_too_many_connections_is_alive() throws Exception {
        against(
                socket -> {
                    byte[] text = "Too many connections".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                    OutputStream out = socket.getOutputStream();
                    out.write(new byte[] {(byte) (text.length + 3), 0, 0, 0, (byte) 0xff, 0x10, 0x04});
                    out.write(text);
                    out.flush();
                    LockSupport.park();
                },
                (servers, id) -> {
                    PingAnswer answer = servers.ping(id, PingType.SELECT, AMPLE);
                    assertEquals(PingAnswer.Kind.TURNED_AWAY, answer.kind());
                    assertTrue(answer.detail().startsWith("error 1040: "), answer.detail());
                });
    }

    @Test
    void nobody_listening_is_a_refusal_and_a_session_says_so() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        ServerId id = new ServerId("nobody", port);
        DatabaseTarget target = new DatabaseTarget(id, "127.0.0.1", new DatabaseLogin("u", "p"), Optional.empty());
        try (JdbcServers servers = new JdbcServers(List.of(target), new JdbcLimits(AMPLE, AMPLE), new SystemTime())) {
            assertEquals(
                    PingAnswer.Kind.REFUSED,
                    servers.ping(id, PingType.SELECT, AMPLE).kind());
            Problem problem = assertThrows(Problem.class, () -> servers.session(id));
            assertEquals(DatabaseError.SERVER_UNREACHABLE, problem.code());
            assertEquals("nothing was changed", problem.changed());
        }
    }

    @Test
    void waiting_for_a_break_without_a_connection_lasts_until_the_limit() throws Exception {
        against(socket -> LockSupport.park(), (servers, id) -> {
            long start = System.nanoTime();
            assertFalse(servers.awaitBreak(id, LIMIT));
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertTrue(took.toMillis() >= LIMIT.toMillis() - 2, took.toString());
            assertTrue(took.compareTo(LIMIT.plus(SLACK)) < 0, took.toString());
        });
    }
}
