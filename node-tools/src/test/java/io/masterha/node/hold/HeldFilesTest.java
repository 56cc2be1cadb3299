package io.masterha.node.hold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HeldFilesTest {
    private final Path dir;
    private final HeldFiles held = new HeldFiles(true);
    private final List<Process> started = new ArrayList<>();

    HeldFilesTest(@TempDir Path dir) {
        this.dir = dir;
    }

    @AfterEach
    void end() throws InterruptedException {
        started.forEach(Process::destroyForcibly);
        held.awaitReleased();
    }

    private Process loop() throws IOException {
        Process loop = new ProcessBuilder("sleep", "300").start();
        started.add(loop);
        return loop;
    }

    /** Another process that locks a file, as a server does. */
    private Process server(Path file) throws IOException {
        Process server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockingProcess.class.getName(),
                        file.toString())
                .start();
        started.add(server);
        return server;
    }

    private String seenByServer(Path file) throws IOException {
        Process server = server(file);
        String line = server.inputReader(StandardCharsets.UTF_8).readLine();
        server.destroyForcibly();
        return line;
    }

    @Test
    void a_server_finds_what_it_locks_first_locked_until_the_last_loop_has_ended() throws Exception {
        Path innodb = Files.writeString(dir.resolve("ibdata1"), "content");
        Path aria = Files.createFile(dir.resolve("aria_log_control"));
        Path log = Files.createFile(dir.resolve("mysql-bin.000001"));
        Process first = loop();
        Process second = loop();
        assertEquals("", held.hold(dir, first.pid()));
        assertEquals("", held.hold(dir, second.pid()));
        assertEquals("busy", seenByServer(innodb));
        assertEquals("busy", seenByServer(aria));
        assertEquals("locked", seenByServer(log));
        assertEquals("content", Files.readString(innodb));

        first.destroyForcibly().waitFor();
        assertTrue(held.lookAgain());
        assertEquals("busy", seenByServer(aria));

        second.destroyForcibly().waitFor();
        held.awaitReleased();
        assertTrue(held.isEmpty());
        assertEquals("locked", seenByServer(aria));
    }

    @Test
    void what_a_server_has_locked_is_said_and_locked_as_soon_as_it_is_gone() throws Exception {
        Path innodb = Files.createFile(dir.resolve("ibdata1"));
        Process server = server(innodb);
        assertEquals("locked", server.inputReader(StandardCharsets.UTF_8).readLine());
        String locked = held.hold(dir, loop().pid());
        assertEquals("ibdata1: process " + server.pid() + " (java) has locked it", locked);
        server.destroyForcibly().waitFor();
        while (seenByServer(innodb).equals("locked")) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        assertFalse(held.isEmpty());
    }

    @Test
    void nothing_is_locked_for_a_loop_that_has_ended_or_where_there_is_nothing_to_lock() throws Exception {
        Path innodb = Files.createFile(dir.resolve("ibdata1"));
        Process ended = loop();
        ended.destroyForcibly().waitFor();
        assertEquals("process " + ended.pid() + " is not there", held.hold(dir, ended.pid()));
        assertTrue(held.isEmpty());
        assertEquals("locked", seenByServer(innodb));
        Path other = dir.resolve("other");
        assertEquals("no file to lock in " + other, held.hold(other, loop().pid()));
    }

    @Test
    void a_server_that_would_not_be_recognised_while_it_waits_is_not_made_to_wait() throws Exception {
        Path innodb = Files.createFile(dir.resolve("ibdata1"));
        HeldFiles blind = new HeldFiles(false);
        assertTrue(blind.hold(dir, loop().pid()).contains("does not see"));
        assertTrue(blind.isEmpty());
        assertEquals("locked", seenByServer(innodb));
    }
}
