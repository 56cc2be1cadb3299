package io.masterha.manager.adapter.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.Remembered;
import io.masterha.manager.port.HookOutcome;
import io.masterha.manager.port.HostShell;
import io.masterha.manager.topology.ServerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real scripts that print what they were given. */
class ProcessHooksTest {
    private static final ServerId S1 = new ServerId("db1", 3306);
    private static final ServerId S2 = new ServerId("db2", 3307);
    private static final HostShell NOTHING_LENT = (id, script, limit) -> {
        throw new IllegalArgumentException("nothing is lent here");
    };
    private final Remembered story = new Remembered();
    private final List<String> told = story.sentences;

    @TempDir
    Path home = Path.of("");

    private String script(String body) throws IOException {
        Path file = home.resolve("hook.sh");
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        assertTrue(file.toFile().setExecutable(true));
        return file.toString();
    }

    private ScriptPasswords passwords = ScriptPasswords.ARGV;
    private boolean strict;

    private ProcessHooks hooks(String command, Duration limit) {
        Map<ServerId, ProcessHooks.Target> targets = Map.of(
                S1, new ProcessHooks.Target("10.0.0.1", "db1", "10.0.0.1", 22, "root", "", "admin", "pw", "/run/m.pid"),
                S2,
                        new ProcessHooks.Target(
                                "10.0.0.2", "ssh2", "10.1.0.2", 2222, "mha", "-i k -o A=b", "admin", "p'w $x", ""));
        return new ProcessHooks(
                new ProcessHooks.Scripts(command, command, command, command, command),
                targets,
                new ProcessHooks.Settings("/etc/app1.cnf", "SELECT", limit, passwords, home.toString(), strict),
                NOTHING_LENT,
                story);
    }

    private List<String> arguments(java.util.function.Function<ProcessHooks, HookOutcome> call) throws IOException {
        told.clear();
        HookOutcome outcome =
                call.apply(hooks(script("for a in \"$@\"; do echo \"$a\"; done"), Duration.ofSeconds(10)));
        assertEquals(HookOutcome.Kind.DONE, outcome.kind(), outcome.detail());
        return told.stream().map(line -> line.replaceFirst("^[a-z_]+: ", "")).toList();
    }

    @Test
    void the_failover_script_is_told_to_stop_with_mha_s_arguments() throws IOException {
        assertEquals(
                List.of(
                        "--orig_master_host=db1",
                        "--orig_master_ip=10.0.0.1",
                        "--orig_master_port=3306",
                        "--command=stopssh",
                        "--ssh_user=root"),
                arguments(hooks -> hooks.releaseAddress(S1, true)));
        assertEquals(
                List.of(
                        "--orig_master_host=db2",
                        "--orig_master_ip=10.0.0.2",
                        "--orig_master_port=3307",
                        "--command=stop",
                        "--orig_master_ssh_host=ssh2",
                        "--orig_master_ssh_ip=10.1.0.2",
                        "--orig_master_ssh_port=2222",
                        "--ssh_options=-i k -o A=b"),
                arguments(hooks -> hooks.releaseAddress(S2, false)));
    }

    @Test
    void the_failover_script_is_told_to_start_and_gets_a_difficult_password_unharmed() throws IOException {
        assertEquals(
                List.of(
                        "--command=start",
                        "--ssh_user=mha",
                        "--orig_master_host=db1",
                        "--orig_master_ip=10.0.0.1",
                        "--orig_master_port=3306",
                        "--new_master_host=db2",
                        "--new_master_ip=10.0.0.2",
                        "--new_master_port=3307",
                        "--new_master_user=admin",
                        "--new_master_password=p'w $x",
                        "--new_master_ssh_host=ssh2",
                        "--new_master_ssh_ip=10.1.0.2",
                        "--new_master_ssh_port=2222"),
                arguments(hooks -> hooks.takeAddress(S1, S2)));
    }

    @Test
    void the_shutdown_script_gets_the_pid_file() throws IOException {
        assertEquals(
                List.of(
                        "--command=stopssh",
                        "--ssh_user=root",
                        "--host=db1",
                        "--ip=10.0.0.1",
                        "--port=3306",
                        "--pid_file=/run/m.pid"),
                arguments(hooks -> hooks.shutDown(S1, true)));
    }

    @Test
    void exit_codes_come_back_as_they_are() throws IOException {
        HookOutcome ten = hooks(script("exit 10"), Duration.ofSeconds(10)).shutDown(S1, true);
        assertEquals(HookOutcome.Kind.OTHER, ten.kind());
        assertEquals(10, ten.exitCode());
        HookOutcome missing = hooks("/nowhere/hook", Duration.ofSeconds(10)).shutDown(S1, true);
        assertEquals(127, missing.exitCode());
        assertEquals(
                HookOutcome.Kind.NOT_CONFIGURED,
                hooks("", Duration.ofSeconds(10)).shutDown(S1, true).kind());
    }

    @Test
    void a_command_may_have_variables_and_arguments_of_its_own() throws IOException {
        String command = "ZONE=a " + script("echo $ZONE $1") + " -s";
        HookOutcome outcome = hooks(command, Duration.ofSeconds(10)).secondaryCheck(S1);
        assertEquals(HookOutcome.Kind.DONE, outcome.kind(), outcome.detail());
        assertEquals(List.of("secondary_check_script: a -s"), told);
    }

    @Test
    void a_script_that_hangs_is_killed_with_its_children() throws IOException {
        String marker = "300.0471" + ProcessHandle.current().pid();
        long start = System.nanoTime();
        HookOutcome outcome = hooks(script("sleep " + marker + " & sleep " + marker), Duration.ofMillis(300))
                .shutDown(S1, true);
        assertEquals(HookOutcome.Kind.OTHER, outcome.kind());
        assertEquals(-1, outcome.exitCode());
        assertTrue(System.nanoTime() - start < 5_000_000_000L);
        assertEquals(
                0,
                ProcessHandle.allProcesses()
                        .filter(p -> p.info().commandLine().orElse("").contains(marker))
                        .filter(ProcessHandle::isAlive)
                        .filter(p -> !p.info().commandLine().orElse("").contains("hook.sh"))
                        .count());
    }

    @Test
    void the_secondary_check_gets_MHA_s_arguments_and_the_ssh_options() throws IOException {
        assertEquals(
                List.of(
                        "--user=mha",
                        "--master_host=db2",
                        "--master_ip=10.0.0.2",
                        "--master_port=3307",
                        "--master_user=admin",
                        "--master_password=p'w $x",
                        "--ping_type=SELECT",
                        "--options=-i k -o A=b"),
                arguments(hooks -> hooks.secondaryCheck(S2)));
    }

    @Test
    void the_report_script_gets_subject_and_body_as_they_are() throws IOException {
        String subject = "app: `id` $HOME \"x\" 'y' \\ ; # %s";
        assertEquals(
                List.of(
                        "--orig_master_host=db1",
                        "--new_master_host=db2",
                        "--new_slave_hosts=db2,db1",
                        "--conf=/etc/app1.cnf",
                        "--subject=" + subject,
                        "--body=one",
                        "two"),
                arguments(hooks -> hooks.report(S1, Optional.of(S2), List.of(S2, S1), subject, "one\ntwo")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"simple", "a b", "$HOME", "`id`", "';id;'", "\"", "\\", "\\\\n", "#x", "*", "-e", "%s%n", "ä€"})
    void a_password_arrives_unharmed_on_both_ways(String password) throws IOException {
        Map<ServerId, ProcessHooks.Target> targets =
                Map.of(S1, new ProcessHooks.Target("10.0.0.1", "db1", "10.0.0.1", 22, "root", "", "u", password, ""));
        String command = script("for a in \"$@\"; do case $a in --master_password=*) printf '%s\\n' \"${a#*=}\" ;;"
                + " --master_password_file=*) cat \"${a#*=}\"; stat -c %a \"${a#*=}\"; echo \"${a#*=}\" ;; esac; done");
        for (ScriptPasswords way : List.of(ScriptPasswords.ARGV, ScriptPasswords.FILE)) {
            told.clear();
            new ProcessHooks(
                            new ProcessHooks.Scripts(command, "", "", "", ""),
                            targets,
                            new ProcessHooks.Settings("", "SELECT", Duration.ofSeconds(10), way, "", false),
                            NOTHING_LENT,
                            story)
                    .secondaryCheck(S1);
            assertEquals("secondary_check_script: " + password, told.get(0));
            assertEquals(way == ScriptPasswords.FILE ? 3 : 1, told.size(), told.toString());
            if (way == ScriptPasswords.FILE) {
                assertEquals("secondary_check_script: 600", told.get(1));
                assertTrue(Files.notExists(Path.of(told.get(2).replace("secondary_check_script: ", ""))), "it is gone");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "masterha_secondary_check -s a    | ARGV",
                "/usr/bin/masterha-secondary-check| ARGV",
                "ZONE=a  '/opt/masterha_x y' -s   | ARGV",
                "/etc/masterha/check              | FILE",
                "/etc/master_ip_failover          | FILE"
            })
    void scripts_of_MHA_get_passwords_as_from_MHA_and_others_in_a_file(String command, ScriptPasswords way) {
        assertEquals(way, ScriptPasswords.BY_NAME.of(command));
        assertEquals(ScriptPasswords.FILE, ScriptPasswords.FILE.of(command));
    }

    @Test
    void a_script_that_everybody_may_write_is_a_problem_before_it_is_needed() throws IOException {
        String command = script("exit 0");
        assertEquals(List.of(), problems(command));
        Files.setPosixFilePermissions(Path.of(command), PosixFilePermissions.fromString("rwxr-xrwx"));
        assertTrue(problems(command + " -s").get(0).contains("can be written to by everybody"));
        Files.setPosixFilePermissions(Path.of(command), PosixFilePermissions.fromString("rw-r--r--"));
        assertTrue(problems(command).get(0).contains("is not executable"));
        assertTrue(problems("echo 'a").get(0).contains("the shell cannot read its command line"));
        assertTrue(problems("/nowhere/hook").get(0).contains("cannot be found"));
        assertTrue(told.isEmpty(), "none of them was run: " + told);
    }

    @Test
    void a_link_that_everybody_may_exchange_is_a_problem_too() throws IOException {
        Path open = Files.createDirectory(home.resolve("open"));
        Path link = Files.createSymbolicLink(open.resolve("link"), Path.of(script("exit 0")));
        assertEquals(List.of(), problems(link.toString()));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertTrue(problems(link.toString()).get(0).contains("the directory " + open + " can be written to by every"));
        Path second = Files.createSymbolicLink(home.resolve("second"), link);
        assertTrue(
                problems(second.toString()).get(0).contains("the directory " + open + " can be written to by every"));
        Path ring = Files.createSymbolicLink(home.resolve("ring"), home.resolve("ring"));
        assertTrue(problems(ring.toString()).get(0).contains("cannot be found"));
        assertTrue(told.stream().allMatch(line -> line.contains("status")), told::toString);
    }

    /** Only root can give a file away. */
    @Test
    @EnabledIf("isRoot")
    void a_script_of_another_account_is_a_warning_and_under_strict_a_problem() throws IOException {
        Path script = Path.of(script("exit 0"));
        Files.setAttribute(script, "unix:uid", 65534);
        assertEquals(List.of(), problems(script.toString()));
        assertTrue(hooks(script.toString(), Duration.ofSeconds(10)).check(S1).stream()
                .anyMatch(f -> !f.isProblem() && f.sentence().contains("belongs to")));
        strict = true;
        told.clear();
        assertTrue(problems(script.toString()).get(0).contains("chown root " + script));
        assertTrue(told.isEmpty(), "it was not run: " + told);
    }

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    @Test
    void a_script_that_prints_without_an_end_costs_neither_memory_nor_log() throws IOException {
        String endless = "head -c 500000000 /dev/zero | tr '\\0' x; echo; seq 1 200000; printf '\\033[2Jend'; exit 3";
        HookOutcome outcome = hooks(script(endless), Duration.ofSeconds(60)).shutDown(S1, true);
        assertEquals(3, outcome.exitCode(), outcome.detail());
        assertEquals(1001, told.size());
        assertTrue(told.stream().allMatch(line -> line.length() < 600));
        assertEquals("shutdown_script: (more output is left out)", told.get(1000));
    }

    @Test
    void what_moves_a_cursor_does_not_reach_the_log() throws IOException {
        hooks(script("printf 'a\\033[2Jb\\tc\\r\\n\\nlast'"), Duration.ofSeconds(10))
                .shutDown(S1, true);
        assertEquals(List.of("shutdown_script: a [2Jb c", "shutdown_script: ", "shutdown_script: last"), told);
    }

    @Test
    void a_script_whose_status_fails_is_a_problem_and_passwords_are_a_warning() throws IOException {
        String command = script("echo \"$1 $#\"; exit 1");
        assertEquals(
                List.of(
                        "master_ip_failover_script: --command=status failed: it exited with code 1",
                        "shutdown_script: --command=status failed: it exited with code 1"),
                problems(command));
        assertEquals(
                List.of("master_ip_failover_script: --command=status 5", "shutdown_script: --command=status 4"), told);
        assertTrue(hooks(command, Duration.ofSeconds(10)).check(S1).stream()
                .anyMatch(f -> !f.isProblem() && f.sentence().contains("on its command line")));
    }

    private List<String> problems(String command) {
        return hooks(command, Duration.ofSeconds(10)).check(S1).stream()
                .filter(io.masterha.manager.port.ScriptFinding::isProblem)
                .map(io.masterha.manager.port.ScriptFinding::sentence)
                .toList()
                .stream()
                .distinct()
                .toList();
    }

    @Test
    void our_own_commands_are_found_by_name() throws IOException {
        script("echo found");
        assertEquals(
                HookOutcome.Kind.DONE,
                hooks("hook.sh", Duration.ofSeconds(10)).secondaryCheck(S1).kind());
    }
}
