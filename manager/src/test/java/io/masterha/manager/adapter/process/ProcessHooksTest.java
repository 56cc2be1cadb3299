package io.masterha.manager.adapter.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.port.HookOutcome;
import io.masterha.manager.port.Story;
import io.masterha.manager.topology.ServerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real scripts that print what they were given. */
class ProcessHooksTest {
    private static final ServerId S1 = new ServerId("db1", 3306);
    private static final ServerId S2 = new ServerId("db2", 3307);
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    @TempDir
    Path home = Path.of("");

    private final Story story = new Story() {
        @Override
        public void tell(String word, Optional<ServerId> server, String sentence) {
            told.add(sentence);
        }

        @Override
        public void warn(String word, Optional<ServerId> server, String sentence) {
            told.add(sentence);
        }
    };

    private String script(String body) throws IOException {
        Path file = home.resolve("hook.sh");
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        assertTrue(file.toFile().setExecutable(true));
        return file.toString();
    }

    private ProcessHooks hooks(String command, Duration limit) {
        Map<ServerId, ProcessHooks.Target> targets = Map.of(
                S1, new ProcessHooks.Target("10.0.0.1", "db1", "10.0.0.1", 22, "root", "admin", "pw", "/run/m.pid"),
                S2, new ProcessHooks.Target("10.0.0.2", "ssh2", "10.1.0.2", 2222, "mha", "admin", "p'w $x", ""));
        return new ProcessHooks(
                new ProcessHooks.Scripts(command, command, command, command, command),
                targets,
                "/etc/app1.cnf",
                "SELECT",
                limit,
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
                        "--orig_master_ssh_port=2222"),
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
}
