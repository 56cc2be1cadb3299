package io.masterha.it.contract;

import static io.masterha.it.contract.Wired.LIMIT;
import static io.masterha.it.contract.Wired.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.Selected;
import io.masterha.it.lab.Lab;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Until;
import io.masterha.it.lab.WritableSamples;
import io.masterha.manager.adapter.ssh.SshNodeTools;
import io.masterha.manager.port.Ready;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is kept down finds its files locked, where a node command waits on its host and root sees all. */
@Tag("any-mode")
@Tag("contract")
@Tag("held-files")
class HeldFilesIT {
    /** Another process is started within half a minute. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Duration STANDS_STILL = Duration.ofSeconds(3);
    private static final String LOCKED = ", its files locked";
    private static Lab lab;
    private static LabHost host;
    private static Wired wired;
    private static Ready ready;
    private String file = "";

    @BeforeAll
    static void start(@TempDir Path keys) throws IOException {
        lab = Lab.start(Selected.flavour(), Selected.mode(), 1, Lab.ROOT_SEES_ALL);
        host = lab.host(1);
        wired = new Wired(lab, keys);
        wired.servers.session(id(host)).status();
        SshNodeTools nodes = wired.nodes();
        nodes.prepare(id(host));
        ready = nodes.keepReady(List.of(id(host)), true);
    }

    @AfterAll
    static void stop() {
        ready.close();
        wired.close();
        lab.close();
    }

    /** Killed, and kept down without the manager. A process may not wait there at once, or not answer in time on a busy machine. */
    @BeforeEach
    void keepDown() {
        host.killServer();
        Until.holds("it is held and kept down with its files locked", PATIENCE, () -> {
            boolean isHeld = wired.hosts.bringDown(id(host), LIMIT).endsWith("; held down" + LOCKED);
            String how = wired.hosts.keepDown(id(host));
            wired.hosts.release(id(host));
            file = how.substring(how.lastIndexOf(' ') + 1);
            boolean isKept = isHeld && how.contains(LOCKED);
            if (!isKept) {
                host.shell("rm " + file);
            }
            return isKept;
        });
    }

    @AfterEach
    void release() {
        host.shell("pkill -CONT -f '[m]asterha .* keep '; rm -f " + file);
        Until.holds("nobody looks any more", LIMIT, () -> host.shell("pgrep -f '[m]asterha .* keep ' || true")
                .isEmpty());
        Until.holds("nobody has locked it", LIMIT, () -> lockers().isEmpty());
        if (!host.isServerRunning()) {
            host.startServer();
        }
        host.awaitServer();
    }

    private static String lockers() {
        return host.shell("i=$(stat -c %i /var/lib/mysql/ibdata1); grep \"POSIX .*:$i \" /proc/locks || true");
    }

    @Test
    void it_does_not_answer_even_if_the_loop_that_kills_it_stands_still_and_the_manager_is_gone() {
        host.shell("pkill -9 -f 'sshd.*root@notty'");
        host.shell("pkill -STOP -f '[m]asterha .* keep '");
        String changed = "cd /var/lib/mysql; stat -c '%n %y %s' ib* aria* mysql-bin.0* 2>/dev/null || true";
        String before = host.shell(changed);
        List<WritableSamples.Span> spans;
        try (WritableSamples samples = WritableSamples.of(List.of(host))) {
            host.shell("start-mysqld");
            Until.holds("it runs", LIMIT, host::isServerRunning);
            Until.passed(STANDS_STILL);
            spans = samples.spans();
        }
        assertTrue(host.isServerRunning(), "it waits for its files");
        assertEquals(List.of(), spans);
        assertEquals(before, host.shell(changed), "its files are as they were");
        host.shell("pkill -CONT -f '[m]asterha .* keep '");
        Until.holds("it was killed", LIMIT, () -> !host.isServerRunning());
        assertFalse(lockers().isEmpty());
    }

    @Test
    void it_does_not_answer_however_often_it_is_started() {
        assertEquals(List.of(), Restarts.of(host, file, 15));
    }
}
