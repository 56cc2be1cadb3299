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
import io.masterha.manager.adapter.jdbc.DatabaseError;
import io.masterha.manager.adapter.jdbc.DatabaseLogin;
import io.masterha.manager.adapter.jdbc.JdbcServers;
import io.masterha.manager.port.PingAnswer;
import io.masterha.manager.port.PingAnswer.Kind;
import io.masterha.manager.port.PingType;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a ping answers: alive, turned away, refused, silent. */
@Tag("any-mode")
@Tag("contract")
class PingIT {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static Lab lab;
    private static LabHost source;
    private static Wired wired;

    @BeforeAll
    static void start(@TempDir Path keys) throws Exception {
        lab = Lab.start(Selected.flavour(), Selected.mode(), 1);
        source = lab.host(1);
        wired = new Wired(lab, keys);
    }

    @AfterAll
    static void stop() {
        wired.close();
        lab.close();
    }

    @Test
    void a_server_that_answers_is_pinged_in_every_way() {
        for (PingType type : PingType.values()) {
            assertEquals(new PingAnswer(Kind.ANSWERED, ""), wired.servers.ping(id(source), type, LIMIT), type.name());
            assertEquals(new PingAnswer(Kind.ANSWERED, ""), wired.servers.ping(id(source), type, LIMIT), type.name());
        }
        assertFalse(wired.servers.awaitBreak(id(source), Duration.ofMillis(50)));
        assertEquals(Kind.ANSWERED, ping().kind());
    }

    /** With a limit that a server which answers keeps on a busy machine too. */
    private static PingAnswer ping() {
        return ping(LIMIT);
    }

    private static PingAnswer ping(Duration limit) {
        return wired.servers.ping(id(source), PingType.SELECT, limit);
    }

    @Test
    void a_killed_server_is_noticed_at_once_and_refuses() {
        assertEquals(Kind.ANSWERED, ping().kind());
        try {
            Thread killer = new Thread(() -> source.killServer());
            killer.start();
            assertTrue(wired.servers.awaitBreak(id(source), LIMIT));
            assertEquals(Kind.REFUSED, ping().kind());
            killer.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            source.startServer();
        }
        assertEquals(Kind.ANSWERED, ping().kind());
    }

    @Test
    void a_killed_server_refuses_on_a_connection_that_was_kept() {
        assertEquals(Kind.ANSWERED, ping().kind());
        source.killServer();
        try {
            assertEquals(Kind.REFUSED, ping().kind());
        } finally {
            source.startServer();
        }
    }

    @Test
    void a_restarted_server_answers_the_very_next_ping() {
        assertEquals(Kind.ANSWERED, ping().kind());
        source.killServer();
        source.startServer();
        assertEquals(Kind.ANSWERED, ping().kind());
    }

    @Test
    void a_killed_session_is_not_a_dead_server() throws Exception {
        assertEquals(Kind.ANSWERED, ping().kind());
        try (Sql admin = source.admin()) {
            for (var row : admin.rows("SHOW PROCESSLIST")) {
                boolean isIdleAdmin = "admin".equals(row.get("User")) && "Sleep".equals(row.get("Command"));
                if (isIdleAdmin) {
                    admin.run("KILL " + row.get("Id"));
                }
            }
        }
        assertEquals(Kind.ANSWERED, ping().kind());
        assertEquals(1, wired.servers.session(id(source)).status().serverId());
    }

    @Test
    void a_frozen_server_is_silent_and_every_call_keeps_its_limit() {
        assertEquals(Kind.ANSWERED, ping().kind());
        source.freezeServer();
        try {
            for (int i = 0; i < 2; i++) {
                Duration took =
                        Wired.time(() -> assertEquals(Kind.SILENT, ping(SECOND).kind()));
                assertTrue(took.compareTo(SECOND.multipliedBy(3)) < 0, took.toString());
            }
            Duration took = Wired.time(() -> assertThrows(
                    Problem.class, () -> wired.servers.session(id(source)).status()));
            assertTrue(took.compareTo(Duration.ofSeconds(16)) < 0, took.toString());
        } finally {
            source.thawServer();
        }
        source.awaitServer();
        assertEquals(Kind.ANSWERED, ping().kind());
    }

    @Test
    void a_paused_host_is_silent() {
        source.pause();
        try {
            assertEquals(Kind.SILENT, ping(SECOND).kind());
            assertEquals(
                    Kind.SILENT,
                    wired.servers.ping(id(source), PingType.CONNECT, SECOND).kind());
        } finally {
            source.unpause();
        }
        source.awaitServer();
    }

    @Test
    void a_wrong_password_is_a_sign_of_life_and_stays_secret() {
        try (JdbcServers wrong = wired.serversAs(new DatabaseLogin("admin", "guessed-word"))) {
            PingAnswer answer = wrong.ping(id(source), PingType.SELECT, LIMIT);
            assertEquals(Kind.TURNED_AWAY, answer.kind());
            assertTrue(answer.detail().contains("1045"), answer.detail());
            Problem problem = assertThrows(Problem.class, () -> wrong.session(id(source)));
            assertEquals(DatabaseError.SERVER_REFUSED, problem.code());
            assertFalse(problem.sentence().contains("guessed-word"));
        }
    }

    @Test
    void too_many_connections_are_a_sign_of_life() throws Exception {
        List<Sql> guests = new ArrayList<>();
        try (JdbcServers app = wired.serversAs(new DatabaseLogin("app", "apppw"))) {
            SQLException full = assertThrows(SQLException.class, () -> {
                for (int i = 0; i < 200; i++) {
                    guests.add(source.app(LIMIT));
                }
            });
            assertEquals(1040, full.getErrorCode());
            PingAnswer answer = app.ping(id(source), PingType.CONNECT, LIMIT);
            assertEquals(Kind.TURNED_AWAY, answer.kind(), answer.toString());
        } finally {
            guests.forEach(Sql::close);
        }
    }
}
