package io.masterha.manager.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.Remembered;
import io.masterha.manager.adapter.process.ProcessHooks;
import io.masterha.manager.adapter.process.ScriptPasswords;
import io.masterha.manager.port.AddressMove;
import io.masterha.manager.port.HookOutcome;
import io.masterha.manager.port.HostShell;
import io.masterha.manager.topology.ServerId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The sample scripts as the manager runs them: over its own sessions, and by logging in where none is lent. */
class LentSessionTest extends SampleScript {
    private static final ServerId DB1 = new ServerId("db1", 3306);
    private static final ServerId DB2 = new ServerId("db2", 3306);

    private final Remembered story = new Remembered();
    private final List<String> told = story.sentences;
    private final List<ServerId> lent = Collections.synchronizedList(new ArrayList<>());

    /** All hosts are this one, with the programs of the test. */
    private HostShell.Ran here(ServerId id, String script, Duration limit) {
        lent.add(id);
        try {
            ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-s");
            builder.environment().put("HOME", home.toString());
            builder.environment().merge("PATH", home.resolve("bin").toString(), (path, ours) -> ours + ":" + path);
            Process shell = builder.start();
            shell.getOutputStream().write(script.getBytes(StandardCharsets.UTF_8));
            shell.getOutputStream().close();
            String out = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String err = new String(shell.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(shell.waitFor(10, TimeUnit.SECONDS));
            return new HostShell.Ran(shell.exitValue(), out, err);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private ProcessHooks hooks(HostShell shell) {
        String before = "HOME=" + home + " PATH=" + home.resolve("bin") + ":$PATH " + SAMPLES + "/";
        String behind = " --settings=" + home.resolve("settings");
        return new ProcessHooks(
                new ProcessHooks.Scripts(
                        "",
                        before + "master_ip_failover" + behind,
                        before + "master_ip_online_change" + behind,
                        "",
                        ""),
                Map.of(DB1, target("10.0.0.1", "db1"), DB2, target("10.0.0.2", "db2")),
                new ProcessHooks.Settings("", "SELECT", Duration.ofSeconds(20), ScriptPasswords.FILE, "", false),
                shell,
                story);
    }

    private static ProcessHooks.Target target(String ip, String host) {
        return new ProcessHooks.Target(ip, host, ip, 22, "root", "", "admin", "pw", "");
    }

    private void done(HookOutcome outcome) {
        assertEquals(HookOutcome.Kind.DONE, outcome.kind(), () -> outcome.detail() + told);
    }

    @Test
    void an_address_moves_in_a_failover_without_a_login() throws IOException {
        addresses("eth0 10.0.0.1/24\neth0 10.0.0.2/24\neth0 10.0.0.100/24\n");
        ProcessHooks hooks = hooks(this::here);
        done(hooks.releaseAddress(DB1, true));
        assertFalse(text("addresses").contains("10.0.0.100"));
        done(hooks.takeAddress(DB1, DB2));
        assertEquals("-q -U -c 3 -I eth0 10.0.0.100", announced());
        assertTrue(text("addresses").contains("10.0.0.100"));
        assertEquals(List.of(DB1, DB2), lent);
        assertFalse(calls().contains("ssh "), calls());
    }

    @Test
    void an_address_moves_in_a_switchover_without_a_login() throws IOException {
        addresses("eth0 10.0.0.1/24\neth0 10.0.0.2/24\neth0 10.0.0.100/24\n");
        Files.writeString(home.resolve("holders"), "Unicast reply from 10.0.0.100 [02:42:0A:00:00:01]\n");
        ProcessHooks hooks = hooks(this::here);
        AddressMove move = new AddressMove(DB1, DB2, true);
        done(hooks.leaveAddress(move));
        assertTrue(hooks.arriveAddress(move).goesOn());
        done(hooks.endOfArrival().orElseThrow());
        assertEquals("-q -U -c 3 -I eth0 10.0.0.100", announced());
        assertEquals(List.of(DB1, DB2, DB2, DB1), lent);
        assertFalse(calls().contains("ssh "), calls());
    }

    @Test
    void what_fails_on_a_host_is_told_with_its_reason() throws IOException {
        addresses("eth0 10.0.0.2/24\n");
        Files.createFile(home.resolve("taken"));
        assertEquals(1, hooks(this::here).takeAddress(DB1, DB2).exitCode());
        assertTrue(told.toString().contains("10.0.0.100 is in use by another host: not taken"), told::toString);
        assertFalse(calls().contains("ssh "), calls());
    }

    @Test
    void where_no_session_is_lent_the_script_logs_in() throws IOException {
        addresses("eth0 10.0.0.1/24\neth0 10.0.0.100/24\n");
        done(hooks((id, script, limit) -> {
                    throw new IllegalArgumentException("not a server of this cluster");
                })
                .releaseAddress(DB1, true));
        assertFalse(text("addresses").contains("10.0.0.100"));
        assertTrue(calls().contains(" root@10.0.0.1 "), calls());
    }
}
