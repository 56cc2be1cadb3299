package io.masterha.manager.adapter.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.HookOutcome;
import io.masterha.manager.port.HostError;
import io.masterha.manager.port.HostShell;
import io.masterha.manager.topology.ServerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real scripts that borrow the manager's sessions. */
class LentShellTest {
    private static final ServerId DB1 = new ServerId("db1", 3306);
    private static final String ASK =
            "MASTERHA=\"$(printf 'echo one\\036echo two')\"; echo \"db1:3306 20 $MASTERHA\" >&8;"
                    + " read -r code out err <&7; echo \"$code $out $err\"";

    private final List<String> printed = Collections.synchronizedList(new ArrayList<>());
    private final List<String> ran = Collections.synchronizedList(new ArrayList<>());

    @TempDir
    Path home = Path.of("");

    private HostShell.Ran answered(ServerId id, String script, Duration limit) {
        ran.add(id + " " + limit.toSeconds() + " " + script);
        if (!id.equals(DB1)) {
            throw new IllegalArgumentException("not a server of this cluster: " + id);
        }
        return new HostShell.Ran(3, "first\n\nthird  \n", "a warning\n");
    }

    private HookOutcome run(HostShell hosts, Duration limit, String command) {
        return HookProcess.run(
                command,
                List.of(),
                limit,
                "",
                new LentShell(hosts, printed::add, () -> printed.add("ARRIVED")),
                printed::add);
    }

    private HookOutcome run(String command) {
        return run(this::answered, Duration.ofSeconds(20), command);
    }

    @Test
    void a_script_gets_code_output_and_errors_of_what_it_has_run_on_a_host() {
        assertEquals(
                0,
                run(ASK + "; while IFS= read -r l <&7; do echo \"<$l>\"; [ \"$l\" = 'a warning' ] && break; done")
                        .exitCode());
        assertEquals(List.of("db1 20 echo one\necho two"), ran);
        assertEquals(List.of("3 3 1", "<first>", "<>", "<third  >", "<a warning>"), printed);
    }

    @Test
    void for_what_is_no_server_of_the_cluster_or_no_request_there_is_none() {
        assertEquals(
                0,
                run("echo 'db9:3306 20 id' >&8; read -r a <&7; echo nonsense >&8; read -r b <&7; echo \"$a, $b\"")
                        .exitCode());
        assertEquals(List.of("nonsense", "none 0 0, none 0 0"), printed);
    }

    @Test
    void a_host_that_does_not_answer_is_told_as_ssh_tells_it() {
        HostShell silent = (id, script, limit) -> {
            throw Problem.of(HostError.HOST_UNREACHABLE, "db1 does not answer").why("nobody knows");
        };
        assertEquals(
                0,
                run(silent, Duration.ofSeconds(20), ASK + "; read -r why <&7; echo \"$why\"")
                        .exitCode());
        assertEquals("255 0 1", printed.get(0));
        assertTrue(printed.get(1).contains("db1 does not answer"), printed::toString);
    }

    @Test
    void a_script_whose_requests_are_too_long_does_not_wait_for_an_answer() {
        String asks =
                "head -c 1100000 /dev/zero | tr '\\0' x >&8 2>/dev/null; read -r a <&7 && read -r b <&7 || echo ended";
        assertEquals(0, run(asks).exitCode());
        assertEquals("ended", printed.get(printed.size() - 1).strip());
        assertEquals(List.of(), ran);
    }

    @Test
    void scripts_that_know_nothing_of_it_have_no_input_and_their_errors_are_told() {
        assertEquals(7, run("cat; echo oh >&2; exit 7").exitCode());
        assertEquals(List.of("oh"), printed);
        printed.clear();
        assertTrue(run("echo 'unfinished").exitCode() != 0);
        assertTrue(
                printed.toString().contains("nterminated quoted string")
                        || printed.toString().contains("unexpected"),
                printed::toString);
    }

    @Test
    void what_a_script_leaves_behind_is_lent_nothing() throws IOException, InterruptedException {
        Path file = home.resolve("answer");
        Path go = home.resolve("go");
        assertEquals(
                0,
                run("(trap '' PIPE; while [ ! -e " + go
                                + " ]; do sleep 0.02; done; echo 'db1:3306 20 id' >&8; read -r a <&7;"
                                + " echo \"$a\" >" + file + ".new; mv " + file + ".new " + file + ") >/dev/null 2>&1 &")
                        .exitCode());
        Files.createFile(go);
        for (int i = 0; i < 500 && !Files.exists(file); i++) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        // An answer, or the end of all answers.
        assertTrue(List.of("none 0 0\n", "\n").contains(Files.readString(file)), Files.readString(file));
        assertEquals(List.of(), ran);
    }

    @Test
    void what_runs_for_a_script_that_is_given_up_is_given_up_too() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        HostShell slow = (id, script, limit) -> {
            try {
                TimeUnit.SECONDS.sleep(60);
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return new HostShell.Ran(0, "", "");
        };
        HookOutcome outcome = run(slow, Duration.ofMillis(500), ASK);
        assertTrue(outcome.detail().contains("was killed"), outcome.detail());
        assertTrue(interrupted.await(10, TimeUnit.SECONDS));
    }
}
