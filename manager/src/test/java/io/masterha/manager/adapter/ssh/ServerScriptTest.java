package io.masterha.manager.adapter.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.masterha.manager.port.HostSight;
import io.masterha.manager.port.ServerFiles;
import io.masterha.manager.topology.ServerId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script on this machine, with processes that are called mysqld and work in a data directory. */
class ServerScriptTest {
    private static final int PORT = 5306;
    private final List<Process> started = new ArrayList<>();

    @TempDir
    Path home = Path.of("");

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    /** A program that is called like a server; it only sleeps. */
    private Process startServer(String name, Path dataDir) throws IOException {
        Path program = home.resolve(name);
        if (!Files.exists(program)) {
            Files.copy(Path.of("/bin/sleep"), program);
            assertTrue(program.toFile().setExecutable(true));
        }
        Process process = new ProcessBuilder(program.toString(), "300")
                .directory(dataDir.toFile())
                .start();
        started.add(process);
        return process;
    }

    private Path dataDir(String name) throws IOException {
        return Files.createDirectories(home.resolve(name));
    }

    private static SshTarget target(String address) {
        ServerId id = new ServerId(address, PORT);
        return new SshTarget(id, address, address, address, 22, "me", SshOptions.NONE);
    }

    private ServerFiles files(Path dataDir) {
        return new ServerFiles(dataDir.toString(), dataDir.resolve("server.pid").toString(), "", "");
    }

    private HostSight look(SshTarget target, ServerFiles files) throws Exception {
        Process process = new ProcessBuilder("/bin/sh", "-c", ServerScript.look(target, files)).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), out);
        return ServerScript.judge(out);
    }

    @Test
    void a_process_in_the_data_directory_is_the_server() throws Exception {
        Path dir = dataDir("one");
        Process server = startServer("mysqld", dir);
        HostSight sight = look(target("127.0.0.21"), files(dir));
        assertEquals(HostSight.Kind.CLOSED, sight.kind());
        assertTrue(sight.detail().contains("process " + server.pid()), sight.detail());
    }

    @Test
    void a_data_directory_behind_a_link_is_found() throws Exception {
        Path dir = dataDir("one");
        Path link = Files.createSymbolicLink(home.resolve("link"), dir);
        startServer("mariadbd", dir);
        assertEquals(
                HostSight.Kind.CLOSED, look(target("127.0.0.21"), files(link)).kind());
    }

    @Test
    void a_server_of_another_data_directory_is_another_server() throws Exception {
        Path dir = dataDir("one");
        startServer("mysqld", dataDir("two"));
        assertEquals(
                HostSight.Kind.STOPPED, look(target("127.0.0.21"), files(dir)).kind());
    }

    @Test
    void a_server_in_a_container_is_another_one_although_its_data_directory_is_called_the_same_there()
            throws Exception {
        Path dir = dataDir("one");
        Files.createFile(dir.resolve("ibdata1"));
        startServer("mysqld", dataDir("elsewhere")).destroyForcibly();
        Path its = dataDir("its");
        Files.createFile(its.resolve("ibdata1"));
        Process container = new ProcessBuilder(
                        "unshare",
                        "-m",
                        "sh",
                        "-c",
                        "mount --bind \"$1\" \"$2\" && cd \"$2\" && echo there && exec \"$3\" 300",
                        "sh",
                        its.toString(),
                        dir.toString(),
                        home.resolve("mysqld").toString())
                .start();
        started.add(container);
        assumeTrue("there".equals(container.inputReader().readLine()), "may make a namespace");
        becomesServer(container);
        assertEquals(
                HostSight.Kind.STOPPED, look(target("127.0.0.21"), files(dir)).kind(), "the one here is down");
        Process server = startServer("mysqld", dir);
        HostSight both = look(target("127.0.0.21"), files(dir));
        assertTrue(both.detail().contains("process " + server.pid() + " runs"), both.detail());
        server.destroyForcibly().waitFor();
        Files.delete(dir.resolve("ibdata1"));
        HostSight onlyThere = look(target("127.0.0.21"), files(dir));
        assertTrue(onlyThere.detail().contains("process " + container.pid()), onlyThere.detail());
    }

    /** The shell that was its forerunner has been replaced. */
    private static void becomesServer(Process process) throws IOException {
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        Path name = Path.of("/proc", String.valueOf(process.pid()), "comm");
        while (!Files.readString(name).strip().equals("mysqld")) {
            assertTrue(System.nanoTime() < until, "it does not become a server");
            Thread.onSpinWait();
        }
    }

    @Test
    void of_two_containers_whose_data_directories_are_called_the_same_none_is_taken_for_the_other() throws Exception {
        Path dir = dataDir("one");
        startServer("mysqld", dataDir("elsewhere")).destroyForcibly();
        for (String name : List.of("first", "second")) {
            Process container = new ProcessBuilder(
                            "unshare",
                            "-m",
                            "sh",
                            "-c",
                            "mount --bind \"$1\" \"$2\" && cd \"$2\" && echo there && exec \"$3\" 300",
                            "sh",
                            dataDir(name).toString(),
                            dir.toString(),
                            home.resolve("mysqld").toString())
                    .start();
            started.add(container);
            assumeTrue("there".equals(container.inputReader().readLine()), "may make a namespace");
            becomesServer(container);
        }
        HostSight sight = look(target("127.0.0.21"), files(dir));
        assertEquals(HostSight.Kind.CLOSED, sight.kind());
        assertTrue(sight.detail().contains("may not"), "none of them is named, so none is killed: " + sight.detail());
    }

    @Test
    void a_client_or_a_supervisor_in_the_data_directory_is_no_server() throws Exception {
        Path dir = dataDir("one");
        startServer("mysqldump", dir);
        startServer("mysqld_safe", dir);
        startServer("mysqld_exporter", dir);
        assertEquals(
                HostSight.Kind.STOPPED, look(target("127.0.0.21"), files(dir)).kind());
    }

    @Test
    void a_pid_file_that_is_left_behind_tells_a_crash() throws Exception {
        Path dir = dataDir("one");
        Files.writeString(dir.resolve("server.pid"), "4711\n");
        assertEquals(
                HostSight.Kind.CRASHED, look(target("127.0.0.21"), files(dir)).kind());
    }

    @Test
    void an_open_port_counts_as_there_even_without_a_process() throws Exception {
        Path dir = dataDir("one");
        try (ServerSocket listener = new ServerSocket(PORT, 1, InetAddress.getByName("127.0.0.21"))) {
            assertEquals(
                    HostSight.Kind.PRESENT,
                    look(target("127.0.0.21"), files(dir)).kind());
            assertEquals(
                    HostSight.Kind.STOPPED,
                    look(target("127.0.0.22"), files(dir)).kind(),
                    "the same port of another address is another server");
            assertFalse(listener.isClosed());
        }
    }

    @Test
    void a_listener_on_all_addresses_is_the_server_s() throws Exception {
        try (ServerSocket listener = new ServerSocket(PORT)) {
            assertEquals(
                    HostSight.Kind.PRESENT,
                    look(target("127.0.0.21"), files(dataDir("one"))).kind());
            assertFalse(listener.isClosed());
        }
    }

    @Test
    void an_address_that_is_not_this_host_s_may_be_any_of_its_listeners() throws Exception {
        try (ServerSocket listener = new ServerSocket(PORT, 1, InetAddress.getByName("127.0.0.21"))) {
            assertEquals(
                    HostSight.Kind.PRESENT,
                    look(target("192.0.2.1"), files(dataDir("one"))).kind());
            assertFalse(listener.isClosed());
        }
    }

    @Test
    void holding_down_kills_the_server_and_every_attempt_to_start_it_again() throws Exception {
        Path dir = dataDir("one");
        Process first = startServer("mysqld", dir);
        Process neighbour = startServer("mysqld", dataDir("two"));
        Process hold =
                new ProcessBuilder("/bin/sh", "-c", ServerScript.holdDown(target("127.0.0.21"), files(dir))).start();
        started.add(hold);
        try (BufferedReader lines = hold.inputReader(StandardCharsets.UTF_8)) {
            assertEquals("killed " + first.pid(), lines.readLine());
            awaitLine(lines, "down ");
            assertTrue(first.waitFor(5, TimeUnit.SECONDS));
            Process second = startServer("mysqld", dir);
            assertTrue(second.waitFor(5, TimeUnit.SECONDS), "the second one was not killed");
            assertNotEquals(0, second.exitValue());
            assertTrue(neighbour.isAlive(), "a neighbour was killed");
            hold.getOutputStream().close();
            assertTrue(hold.waitFor(5, TimeUnit.SECONDS), "holding did not end with its input");
        }
        Process third = startServer("mysqld", dir);
        assertFalse(third.waitFor(200, TimeUnit.MILLISECONDS), "it is still held down");
    }

    @Test
    void what_waits_looks_as_often_as_it_is_asked_to_and_then_holds_down() throws Exception {
        Path dir = dataDir("one");
        Process server = startServer("mysqld", dir);
        Process waiting =
                new ProcessBuilder("/bin/sh", "-c", ServerScript.await(target("127.0.0.21"), files(dir))).start();
        started.add(waiting);
        try (BufferedReader lines = waiting.inputReader(StandardCharsets.UTF_8);
                Writer words = waiting.outputWriter(StandardCharsets.UTF_8)) {
            for (int i = 0; i < 2; i++) {
                words.write(ServerScript.LOOK + "\n");
                words.flush();
                assertEquals("heard", lines.readLine());
                assertEquals(
                        HostSight.Kind.CLOSED,
                        ServerScript.judge(lines.readLine()).kind());
            }
            words.write(ServerScript.HOLD + "\n");
            words.flush();
            assertEquals("heard", lines.readLine());
            assertEquals("killed " + server.pid(), lines.readLine());
            awaitLine(lines, "down ");
        }
        assertTrue(waiting.waitFor(5, TimeUnit.SECONDS), "holding did not end with its input");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "l", "hol", "hold", "look and see\n", "holding\n", "keep 600\n", "\n"})
    void half_a_word_or_another_one_kills_nobody(String words) throws Exception {
        Path dir = dataDir("one");
        Process server = startServer("mysqld", dir);
        Process waiting =
                new ProcessBuilder("/bin/sh", "-c", ServerScript.await(target("127.0.0.21"), files(dir))).start();
        started.add(waiting);
        try (Writer to = waiting.outputWriter(StandardCharsets.UTF_8)) {
            to.write(words);
        }
        assertTrue(waiting.waitFor(5, TimeUnit.SECONDS));
        String said = new String(waiting.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(said.isEmpty() || said.equals("heard\n"), said);
        assertTrue(server.isAlive(), "it was killed");
    }

    @Test
    void what_waits_in_vain_ends_with_its_input() throws Exception {
        Process waiting = new ProcessBuilder(
                        "/bin/sh", "-c", ServerScript.await(target("127.0.0.21"), files(dataDir("one"))))
                .start();
        started.add(waiting);
        waiting.getOutputStream().close();
        assertTrue(waiting.waitFor(5, TimeUnit.SECONDS));
        assertEquals(0, waiting.exitValue());
        assertEquals(-1, waiting.getInputStream().read());
    }

    /** At once, and not at a look every second or so. How soon that is on a machine at ease, HostsIT sees on real servers. */
    @Test
    void what_is_kept_down_is_killed_however_often_it_is_started() throws Exception {
        Path dir = dataDir("one");
        startServer("mysqld", dataDir("two"));
        Process keep = new ProcessBuilder(
                        "/bin/sh", "-c", ServerScript.keepDown(target("127.0.0.21"), files(dir), Duration.ofMinutes(5)))
                .start();
        String line = keep.inputReader(StandardCharsets.UTF_8).readLine();
        Path file = Path.of(line.split(" ")[1]);
        try {
            List<Duration> lives = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Process server = startServer("mysqld", dir);
                long start = System.nanoTime();
                assertTrue(server.waitFor(10, TimeUnit.SECONDS), "it was not killed");
                lives.add(Duration.ofNanos(System.nanoTime() - start));
                // Not in step with the loop.
                LockSupport.parkNanos(7_000_000L * i);
            }
            Collections.sort(lives);
            System.out.println("killed after " + lives);
            assertTrue(lives.get(lives.size() / 2).compareTo(Duration.ofMillis(500)) < 0, lives.toString());
        } finally {
            Files.delete(file);
        }
        Process server = startServer("mysqld", dir);
        assertFalse(server.waitFor(1, TimeUnit.SECONDS), "it is still kept down");
    }

    @Test
    void the_keeping_ends_when_its_time_is_over() throws Exception {
        Path dir = dataDir("one");
        Process keep = new ProcessBuilder(
                        "/bin/sh", "-c", ServerScript.keepDown(target("127.0.0.21"), files(dir), Duration.ofSeconds(1)))
                .start();
        String line = keep.inputReader(StandardCharsets.UTF_8).readLine();
        Path file = Path.of(line.split(" ")[1]);
        ProcessHandle loop =
                ProcessHandle.of(Long.parseLong(line.split(" ")[2])).orElseThrow();
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (Files.exists(file)) {
            assertTrue(System.nanoTime() < until, "it is still kept down");
            LockSupport.parkNanos(10_000_000);
        }
        while (loop.isAlive()) {
            assertTrue(System.nanoTime() < until, "its process still runs");
            LockSupport.parkNanos(10_000_000);
        }
    }

    /** What systemd is asked and told; it says that the unit's main process is the one in the file "main". */
    private Path fakeSystemd(Process main, String unit) throws IOException {
        Path bin = Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("main"), main.pid() + "\n");
        Path cgroup = Files.createDirectories(home.resolve("cgroups/" + main.pid()));
        Files.writeString(cgroup.resolve("cgroup"), "0::/system.slice/" + unit + "/libpod\n");
        Path systemctl = Files.writeString(bin.resolve("systemctl"), """
                #!/bin/sh
                echo "$*" >>HOME/calls
                case $* in
                  *ExecMainPID*) echo "ExecMainPID=$(cat HOME/main)" ;;
                  *LoadState*) echo "LoadState=loaded" ;;
                esac
                """.replace("HOME", home.toString()));
        assertTrue(systemctl.toFile().setExecutable(true));
        return bin;
    }

    private Process hold(Path dir, Path bin) throws IOException {
        String script = ServerScript.holdDown(target("127.0.0.21"), files(dir))
                .replace("cgroups=/proc run=/run", "cgroups=" + home.resolve("cgroups") + " run=" + home);
        // It has ended when everybody has who writes there: who takes the mask back outlives the script.
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", "( " + script + " ) | cat");
        builder.environment().merge("PATH", bin.toString(), (path, first) -> first + ":" + path);
        Process hold = builder.start();
        started.add(hold);
        return hold;
    }

    private String calls() throws IOException {
        Path calls = home.resolve("calls");
        return Files.exists(calls) ? Files.readString(calls) : "";
    }

    @Test
    void the_unit_whose_main_process_was_killed_is_masked_until_the_holding_ends() throws Exception {
        Path dir = dataDir("one");
        Process server = startServer("mysqld", dir);
        Process hold = hold(dir, fakeSystemd(server, "mysql.service"));
        try (BufferedReader lines = hold.inputReader(StandardCharsets.UTF_8)) {
            assertEquals("killed " + server.pid(), lines.readLine());
            awaitLine(lines, "masked mysql.service");
            assertTrue(calls().contains("mask --runtime mysql.service"), calls());
            assertFalse(calls().contains("unmask"), calls());
            hold.getOutputStream().close();
            assertTrue(hold.waitFor(5, TimeUnit.SECONDS), "holding did not end with its input");
        }
        assertTrue(calls().contains("unmask --runtime mysql.service"), calls());
    }

    @Test
    void a_unit_that_only_holds_the_session_in_which_the_server_was_started_is_not_masked() throws Exception {
        Path dir = dataDir("one");
        Process server = startServer("mysqld", dir);
        Path bin = fakeSystemd(server, "ssh.service");
        Files.writeString(home.resolve("main"), "1\n");
        Process hold = hold(dir, bin);
        try (BufferedReader lines = hold.inputReader(StandardCharsets.UTF_8)) {
            awaitLine(lines, "down ");
            awaitLine(lines, ".");
            hold.getOutputStream().close();
            assertTrue(hold.waitFor(5, TimeUnit.SECONDS), "holding did not end with its input");
        }
        assertTrue(calls().contains("show -p ExecMainPID ssh.service"), calls());
        assertFalse(calls().contains("mask --runtime"), calls());
    }

    private static void awaitLine(BufferedReader lines, String start) throws IOException {
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        String line = lines.readLine();
        while (!line.startsWith(start)) {
            assertTrue(System.nanoTime() < until, "no line " + start);
            line = lines.readLine();
        }
    }

    @Test
    void what_cannot_be_seen_counts_as_there() {
        String rest = " port=no pidfile=yes";
        assertEquals(
                HostSight.Kind.CLOSED,
                ServerScript.judge("seen pids= hidden=7 others= blind=no" + rest)
                        .kind(),
                "a server that has just been started holds none of its files yet");
        assertEquals(
                HostSight.Kind.PRESENT,
                ServerScript.judge("seen pids= hidden=7 others= blind=no port=yes pidfile=yes")
                        .kind());
        assertEquals(
                HostSight.Kind.PRESENT,
                ServerScript.judge("seen pids= hidden= others= blind=yes" + rest)
                        .kind());
        assertEquals(HostSight.Kind.PRESENT, ServerScript.judge("garbage").kind());
        assertEquals(
                HostSight.Kind.CRASHED,
                ServerScript.judge("seen pids= hidden= others=9 blind=no" + rest)
                        .kind());
    }

    @Test
    void addresses_are_written_as_the_kernel_prints_them() {
        assertTrue(List.of(ServerScript.pattern4("127.0.0.11").split("\\|")).contains("0B00007F"));
        assertTrue("0000000000000000FFFF00000B00007F".matches(ServerScript.pattern6("127.0.0.11")));
        assertTrue("00000000000000000000000000000000".matches(ServerScript.pattern6("127.0.0.11")));
        assertFalse("0000000000000000FFFF00000C00007F".matches(ServerScript.pattern6("127.0.0.11")));
        assertTrue("B80D01200000000000000000".concat("01000000").matches(ServerScript.pattern6("2001:db8::1")));
    }
}
