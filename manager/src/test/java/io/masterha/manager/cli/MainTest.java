package io.masterha.manager.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest extends CommandTest {
    static List<String> commands() {
        return Commands.NAMES;
    }

    static List<String> commandsWithConfiguration() {
        return commands().stream()
                .filter(name ->
                        !List.of("masterha-secondary-check", "masterha-loss").contains(name))
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
        assertEquals(1, Main.run(name), "as in MHA");
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
                + "  next: give the application's file with --conf\n  nothing was changed\n";
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
                "-c FILE",
                "--conf=FILE --abort=0 --abort=1 --abort",
                "--app -c --conf FILE --status_dir DIR --app=app1",
                "--app=app1 --status_dir=DIR",
                "--conf=FILE --abort-timeout 1 --abort_timeout=2 --frobnicate"
            })
    void options_are_understood_in_every_spelling(String line) throws IOException {
        String[] words =
                ("masterha-stop " + line.replace("FILE", usual()).replace("DIR", directory.toString())).split(" ");
        assertEquals(0, Main.run(words), this::complained);
        assertEquals("MHA Manager is not running on app1(2:NOT_RUNNING).\n", printed());
        assertEquals(line.contains("frobnicate"), complained().contains("option ignored: --frobnicate"));
    }

    @Test
    void a_prefix_of_two_options_is_refused_and_one_of_two_names_of_the_same_is_not() throws IOException {
        assertEquals(2, Main.run("masterha-stop", "--a=1"));
        assertTrue(complained().contains("--a is not unique: --abort, --abort_timeout, --all, --app"), complained());
        assertEquals(0, Main.run("masterha-stop", "--conf", usual(), "--manager_w=" + directory));
    }

    @Test
    void wrong_usage_is_1_where_MHA_has_another_meaning_for_2() throws IOException {
        assertEquals(1, Main.run("masterha_secondary_check", "-s", "db2"));
        assertEquals(1, Main.run("masterha_secondary_check", "--master_host=a", "--port=x"));
        assertEquals(1, Main.run("masterha_check_status", "--conf", usual(), "--ping_limit=x"));
        assertEquals(2, Main.run("masterha_manager", "--conf", usual(), "--last_failover_minute=x"));
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
                before + "\n[server9]\nhostname=db9\nno_master=1\npassword=a=b\nport=3307\n",
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
                "--command=frob --hostname=a | 1",
                "--hostname=a | 1",
                "--command=add --block=server9 | 1",
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
}
