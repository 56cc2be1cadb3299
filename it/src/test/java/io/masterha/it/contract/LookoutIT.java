package io.masterha.it.contract;

import static io.masterha.it.contract.Wired.LIMIT;
import static io.masterha.it.contract.Wired.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.Selected;
import io.masterha.it.lab.Lab;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Until;
import io.masterha.manager.port.HostSight.Kind;
import io.masterha.manager.port.Ready;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell that waits on the source's host to look and to hold down, over real SSH. */
@Tag("any-mode")
@Tag("contract")
class LookoutIT {
    @Test
    @SuppressWarnings("try") // looked after while it is open
    void it_does_what_a_shell_begun_for_it_does_and_without_it_one_is_begun(@TempDir Path keys) throws IOException {
        try (Lab lab = Lab.start(Selected.flavour(), Selected.mode(), 1);
                Wired wired = new Wired(lab, keys)) {
            LabHost host = lab.host(1);
            wired.servers.session(id(host)).status();
            // It waits on a session that is open.
            assertEquals(Kind.PRESENT, wired.hosts.look(id(host), LIMIT).kind());
            // On a busy host a shell may not say in time that it has heard: then one is begun, and that is right too.
            Until.holds("the shell that waits did it all", LIMIT.multipliedBy(3), () -> isAsked(wired, host));
            host.shell("pkill -9 -f '[m]asterha .* wait$' || true");
            assertEquals(Kind.PRESENT, wired.hosts.look(id(host), LIMIT).kind());
        }
    }

    /** Looks and holds; whether the shell that waited did both. */
    @SuppressWarnings("try") // looked after while it is open
    private static boolean isAsked(Wired wired, LabHost host) {
        try (Ready ready = wired.hosts.keepReady(id(host))) {
            String first = awaitOne(host);
            assertEquals(Kind.PRESENT, wired.hosts.look(id(host), LIMIT).kind());
            boolean looked = waiting(host).equals(List.of(first));

            host.freezeServer();
            String evidence = wired.hosts.bringDown(id(host), LIMIT);
            assertTrue(evidence.contains("killed process"), evidence);
            boolean held = waiting(host).equals(List.of(first));
            host.shell("start-mysqld");
            Until.holds("it was killed", LIMIT, () -> !host.isServerRunning());
            wired.hosts.release(id(host));
            Until.holds("it is not held any more", LIMIT, () -> waiting(host).isEmpty());
            host.startServer();
            return looked && held;
        }
    }

    private static String awaitOne(LabHost host) {
        Until.holds("a shell waits", LIMIT, () -> waiting(host).size() == 1);
        return waiting(host).get(0);
    }

    /** Those that wait, and those that hold a server down since, without their children. */
    private static List<String> waiting(LabHost host) {
        return host.shell("all=\" $(pgrep -f '[m]asterha .* wait$' | tr '\\n' ' ')\"; for p in $all; do"
                        + " case $all in *\" $(cut -d' ' -f4 /proc/$p/stat) \"*) continue ;; esac;"
                        + " case $(readlink /proc/$p/fd/0) in pipe:* | socket:*) echo $p ;; esac; done; true")
                .lines()
                .toList();
    }
}
