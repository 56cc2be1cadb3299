package io.masterha.manager.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream usualOut = System.out;
    private final PrintStream usualErr = System.err;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stopListening() {
        System.setOut(usualOut);
        System.setErr(usualErr);
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8).replace(directory + "/", "");
    }

    private String complained() {
        return err.toString(StandardCharsets.UTF_8).replace(directory + "/", "");
    }

    private Path conf(String text) throws IOException {
        return Files.writeString(directory.resolve("app1.cnf"), text);
    }

    private String usual() throws IOException {
        return conf("[server default]\nmanager_workdir=" + directory + "\n# about 1\n[server1]\nhostname=127.0.0.1\n")
                .toString();
    }

    static List<String> commands() {
        return Commands.ROWS.stream().map(Commands.Row::name).toList();
    }

    static List<String> commandsWithConfiguration() {
        return commands().stream()
                .filter(name -> !name.equals("masterha-secondary-check"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void help_teaches_in_both_spellings_of_the_name(String name) {
        assertEquals(0, Main.run(name, "--help"));
        String help = printed();
        assertTrue(help.contains("Usage: " + name) && help.contains("Exit codes:"), help);
        assertTrue(help.contains("Examples:\n  " + name + " "), help);
        out.reset();
        assertEquals(0, Main.run(name.replace('-', '_'), "-h"));
        assertEquals(help, printed());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void version_is_one_line_as_of_MHA(String name) {
        assertEquals(0, Main.run(name, "--version"));
        assertEquals(name + " version 1.0.0.\n", printed());
    }

    @ParameterizedTest
    @MethodSource("commandsWithConfiguration")
    void without_a_configuration_a_command_is_used_wrongly(String name) {
        assertEquals(2, Main.run(name));
        assertTrue(complained().startsWith(name + ": --conf=FILE"), complained());
        assertTrue(complained().contains("next: " + name + " --help (nothing was changed)"), complained());
    }

    @ParameterizedTest
    @MethodSource("commandsWithConfiguration")
    void a_missing_configuration_is_told_without_stack_trace_and_with_one_on_demand(String name) {
        String[] words = {
            name,
            "--conf",
            directory.resolve("none.cnf").toString(),
            "--command=remove",
            "--block=1",
            "--master_state=alive"
        };
        assertEquals(1, Main.run(words));
        String expected = name + ": none.cnf: there is no such file\n"
                + "  next: give the application's file with --conf=FILE\n  nothing was changed\n";
        assertTrue(complained().endsWith(expected), complained());
        assertFalse(complained().contains("\tat "), complained());
        String[] more = java.util.Arrays.copyOf(words, words.length + 1);
        more[words.length] = "--debug";
        assertEquals(1, Main.run(more));
        assertTrue(complained().contains("\tat io.masterha"), complained());
    }

    @Test
    void an_unknown_command_is_answered_with_the_nearest_one() {
        assertEquals(2, Main.run("masterha-stopp"));
        assertEquals("unknown command 'masterha-stopp'; did you mean masterha-stop?\n", complained());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--conf=FILE",
                "--conf FILE",
                "-conf=FILE",
                "-conf FILE",
                "--CONF=FILE",
                "--conf=/none --conf=FILE",
                "--con FILE",
                "--conf=FILE --global-conf=/none",
                "--conf=FILE --glob /none",
                "--conf=FILE --abort-timeout 1 --abort_timeout=2 --frobnicate"
            })
    void options_are_understood_in_every_spelling(String line) throws IOException {
        String[] words = ("masterha-stop " + line.replace("FILE", usual())).split(" ");
        assertEquals(0, Main.run(words), this::complained);
        assertEquals("MHA Manager is not running on app1(2:NOT_RUNNING).\n", printed());
        assertEquals(line.contains("frobnicate"), complained().contains("option ignored: --frobnicate"));
    }

    @Test
    void a_prefix_of_two_options_is_refused_and_one_of_two_names_of_the_same_is_not() throws IOException {
        assertEquals(2, Main.run("masterha-stop", "--a=1"));
        assertTrue(complained().contains("--a is not unique: --abort, --abort_timeout, --app"), complained());
        assertEquals(0, Main.run("masterha-stop", "--conf", usual(), "--manager_w=" + directory));
    }

    @Test
    void options_of_MHA_without_effect_are_named_and_take_their_values_with_them() {
        List<String> said = new java.util.ArrayList<>();
        List<String> rest = OptionSpelling.withoutEffect(
                List.of("--dead_master_port", "5", "--ignore_binlog_server_error", "--ssh_reachable=1", "--conf=x"),
                java.util.Set.of(),
                said);
        assertEquals(List.of("--conf=x"), rest);
        assertEquals(3, said.size());
    }

    @Test
    void every_problem_of_a_configuration_is_told() throws IOException {
        String file =
                conf("[server1]\nhostname=127.0.0.1\nfoo=1\nping_interval=x\n").toString();
        assertEquals(1, Main.run("masterha-check-status", "--conf", file));
        assertTrue(complained().contains("2 problems in the configuration"), complained());
        assertTrue(complained().contains("app1.cnf:3: unknown key foo"), complained());
        assertTrue(complained().contains("app1.cnf:4: ping_interval=x; right would be"), complained());
    }

    @ParameterizedTest
    @CsvSource({
        "10:INITIALIZING_MONITOR, 0, 10",
        "0:PING_OK, 0, 0",
        "0:PING_OK, 60, 32",
        "20:PING_FAILING, 60, 20",
        "21:PING_FAILED, 0, 21",
        "30:RETRYING_MONITOR, 0, 30",
        "31:CONFIG_ERROR, 0, 31",
        "50:FAILOVER_RUNNING, 60, 50",
        "51:FAILOVER_ERROR, 0, 51"
    })
    void the_exit_code_of_check_status_is_the_number_of_the_status(String status, int age, int exitCode)
            throws IOException {
        Process manager = manager();
        try {
            status(manager.pid() + "\t" + status + "\tmaster:db1\n", age);
            assertEquals(exitCode, Main.run("masterha-check-status", "--conf", usual()), this::complained);
            String shown = exitCode == 32 ? "32:TIMESTAMP_OLD" : status;
            assertEquals("app1 (pid:" + manager.pid() + ") is running(" + shown + "), master:db1\n", printed());
        } finally {
            manager.destroyForcibly();
        }
    }

    @Test
    void a_number_that_belongs_to_another_program_by_now_is_no_manager() throws IOException {
        Process other = new ProcessBuilder("sleep", "60").start();
        try {
            status(other.pid() + "\t0:PING_OK\tmaster:db1\n", 0);
            assertEquals(2, Main.run("masterha-check-status", "--conf", usual()));
            assertEquals("app1 is stopped(2:NOT_RUNNING).\n", printed());
            assertEquals(0, Main.run("masterha-stop", "--conf", usual()));
            assertTrue(other.isAlive());
        } finally {
            other.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "12\t0:FINE", "x\t0:PING_OK"})
    void a_status_file_that_holds_no_status_is_told(String text) throws IOException {
        status(text, 0);
        assertEquals(1, Main.run("masterha-check-status", "--conf", usual()));
        assertTrue(complained().contains("app1.master_status.health: it holds no status"), complained());
    }

    @Test
    void stop_ends_the_manager() throws IOException, InterruptedException {
        Process manager = manager();
        status(manager.pid() + "\t0:PING_OK\tmaster:db1\n", 0);
        assertEquals(0, Main.run("masterha-stop", "--conf", usual()), this::complained);
        assertEquals("Stopped app1 successfully.\n", printed());
        assertFalse(manager.isAlive());
    }

    @Test
    void stop_refuses_in_the_middle_of_a_failover_unless_told_to_abort() throws IOException {
        Process manager = manager();
        try {
            status(manager.pid() + "\t50:FAILOVER_RUNNING\tmaster:db1\n", 0);
            assertEquals(1, Main.run("masterha-stop", "--conf", usual()));
            assertTrue(complained().contains("a failover is running"), complained());
            assertTrue(manager.isAlive());
            assertEquals(0, Main.run("masterha-stop", "--conf", usual(), "--abort"));
            assertFalse(manager.isAlive());
        } finally {
            manager.destroyForcibly();
        }
    }

    @Test
    void a_block_is_added_and_removed_and_the_comments_stay() throws IOException {
        String file = usual();
        String before = Files.readString(Path.of(file));
        String[] add = {
            "masterha_conf_host",
            "--command=add",
            "--conf=" + file,
            "--block=9",
            "--hostname=db9",
            "--params",
            "no_master=1;password=a=b; port = 3307;"
        };
        assertEquals(0, Main.run(add), this::complained);
        assertEquals(
                before + "\n[server9]\nhostname=db9\nno_master=1\npassword=a\nport=3307\n",
                Files.readString(Path.of(file)));
        assertEquals(1, Main.run(add));
        assertTrue(complained().contains("[server9] is there already"), complained());
        assertEquals(0, Main.run("masterha-conf-host", "--command=delete", "--conf=" + file, "--block=server9"));
        assertEquals(before + "\n", Files.readString(Path.of(file)));
        assertEquals(0, Main.run("masterha-conf-host", "--command=remove", "--conf=" + file, "--hostname=db9"));
        assertTrue(printed().endsWith("app1.cnf: there is no [server_db9]; nothing was changed.\n"), printed());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--command=frob --hostname=a | 2",
                "--hostname=a | 2",
                "--command=add --block=server9 | 2",
                "--command=add --hostname=db9 --params=foo=1 | 1",
                "--command=add --hostname=db9 --params=port=x | 1",
                "--command=add --hostname=db9 --params=port | 1",
                "--command=add --hostname=db9 --block=a]b | 1"
            })
    void a_wrong_block_changes_nothing(String line, int exitCode) throws IOException {
        String file = usual();
        String before = Files.readString(Path.of(file));
        assertEquals(exitCode, Main.run(("masterha-conf-host --conf=" + file + " " + line).split(" ")));
        assertTrue(complained().contains("nothing was changed"), complained());
        assertEquals(before, Files.readString(Path.of(file)));
    }

    @Test
    void an_added_line_cannot_smuggle_in_another() throws IOException {
        String file = usual();
        assertEquals(
                1,
                Main.run(
                        "masterha-conf-host",
                        "--command=add",
                        "--conf=" + file,
                        "--hostname=a\n[server2]\nhostname=b"));
        assertTrue(complained().contains("cannot be"), complained());
    }

    /** A process with the program's name on its command line that ends only when it is told to. */
    private Process manager() throws IOException {
        Path file = Files.createFile(directory.resolve("masterha"));
        return new ProcessBuilder("tail", "-f", file.toString()).start();
    }

    private void status(String text, int age) throws IOException {
        Path file = Files.writeString(directory.resolve("app1.master_status.health"), text);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(age)));
    }
}
