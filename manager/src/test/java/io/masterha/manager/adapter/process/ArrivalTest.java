package io.masterha.manager.adapter.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.Remembered;
import io.masterha.manager.port.AddressArrival;
import io.masterha.manager.port.AddressMove;
import io.masterha.manager.port.HookOutcome;
import io.masterha.manager.topology.ServerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real scripts that say that the address is there, and go on. */
class ArrivalTest {
    private static final ServerId DB1 = new ServerId("db1", 3306);
    private static final ServerId DB2 = new ServerId("db2", 3306);
    private static final AddressMove MOVE = new AddressMove(DB1, DB2, true);

    @TempDir
    Path home = Path.of("");

    private ProcessHooks hooks(String script) throws IOException {
        return hooks(script, Duration.ofSeconds(20));
    }

    private ProcessHooks hooks(String script, Duration limit) throws IOException {
        Path file = Files.writeString(home.resolve("script"), "#!/bin/sh\ncd " + home + "\n" + script + "\n");
        assertTrue(file.toFile().setExecutable(true, true));
        ProcessHooks.Target target = new ProcessHooks.Target("", "", "", 22, "root", "", "admin", "secret", "");
        return new ProcessHooks(
                new ProcessHooks.Scripts("", "", file.toString(), "", ""),
                Map.of(DB1, target, DB2, target),
                new ProcessHooks.Settings("", "SELECT", limit, ScriptPasswords.FILE, "", false),
                (id, text, within) -> {
                    throw new IllegalArgumentException("not a server of this cluster");
                },
                new Remembered());
    }

    @Test
    void the_caller_goes_on_when_the_address_is_there_and_gets_the_exit_code_later() throws IOException {
        ProcessHooks hooks = hooks("echo arrived >&8; until [ -e go ]; do sleep 0.01; done; exit 3");
        AddressArrival first = hooks.arriveAddress(MOVE);
        assertTrue(first.goesOn() && first.outcome().isDone(), first::toString);
        Files.createFile(home.resolve("go"));
        assertEquals(3, hooks.endOfArrival().map(HookOutcome::exitCode).orElseThrow());
    }

    @Test
    void a_script_that_does_not_say_so_is_waited_for() throws IOException {
        ProcessHooks hooks = hooks("sleep 0.1; exit 10");
        assertEquals(Optional.empty(), hooks.endOfArrival());
        AddressArrival first = hooks.arriveAddress(MOVE);
        assertFalse(first.goesOn());
        assertEquals(10, first.outcome().exitCode());
        assertEquals(Optional.of(first.outcome()), hooks.endOfArrival());
    }

    @Test
    void the_next_move_waits_for_the_end_of_this_one() throws IOException {
        ProcessHooks hooks = hooks("""
                case "$*" in
                  *command=start*) echo arrived >&8; sleep 0.2; echo start >>said ;;
                  *) echo stop >>said ;;
                esac""");
        assertTrue(hooks.arriveAddress(MOVE).goesOn());
        assertTrue(hooks.leaveAddress(MOVE).isDone());
        assertEquals("start\nstop\n", Files.readString(home.resolve("said")));
    }

    @Test
    void its_passwords_stay_until_its_end_and_no_longer() throws IOException {
        ProcessHooks hooks = hooks("""
                for word; do case $word in --new_master_password_file=*) file=${word#*=} ;; esac; done
                echo "$file" >name; echo arrived >&8; until [ -e go ]; do sleep 0.01; done; cat "$file" >seen""");
        assertTrue(hooks.arriveAddress(MOVE).goesOn());
        Path secret = Path.of(Files.readString(home.resolve("name")).strip());
        assertTrue(Files.exists(secret));
        Files.createFile(home.resolve("go"));
        assertTrue(hooks.endOfArrival().orElseThrow().isDone());
        assertEquals("secret\n", Files.readString(home.resolve("seen")));
        assertFalse(Files.exists(secret));
    }

    @Test
    void one_that_never_ends_is_ended_at_its_limit() throws IOException {
        ProcessHooks hooks = hooks("echo arrived >&8; exec sleep 60", Duration.ofMillis(500));
        assertTrue(hooks.arriveAddress(MOVE).goesOn());
        assertEquals(HookOutcome.Kind.OTHER, hooks.endOfArrival().orElseThrow().kind());
    }
}
