package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.run.Report;
import io.masterha.it.run.Scene;
import io.masterha.it.run.SwitchRun;
import io.masterha.it.run.SwitchScene;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Applications know one address only; the sample script moves it, and never to a second holder. */
@Tag("any-mode")
@Tag("any-server")
@Execution(ExecutionMode.CONCURRENT)
class VirtualAddressIT {
    private static final Duration WHILE = Duration.ofSeconds(1);

    private static Scene start(String name) throws Exception {
        return Scene.named(name).hosts(3).throughVirtualAddress().start(Selected.flavour(), Selected.mode());
    }

    @Test
    @Tag("vip")
    void a_client_that_writes_through_the_address_goes_on_against_the_new_source() throws Exception {
        try (Scene scene = start("vip")) {
            String refused = scene.virtualAddress().give(scene.db(2));
            assertTrue(refused.startsWith("1 ") && refused.contains("is in use by another host"), refused);
            assertEquals(
                    List.of(scene.db(1)),
                    scene.virtualAddress().holders(scene.lab().hosts()));
            scene.writesFor(WHILE);
            Instant kill = scene.db(1).killServer();
            Report report = scene.endsWithoutLoss(kill);
            assertEquals(
                    List.of(scene.newSource(report)),
                    scene.virtualAddress().holders(scene.lab().hosts()));
            assertTrue(scene.manager().log().contains("/24 is taken off eth"), scene.manager()::log);
        }
    }

    /** It is opened as soon as it has the address: a host that does not let go of it is told, and costs no write. */
    @Test
    @Tag("vip-switch")
    void a_switchover_is_complete_but_for_an_old_host_that_does_not_let_go_of_the_address() throws Exception {
        try (SwitchScene scene =
                SwitchScene.named("vip-switch").throughVirtualAddress().start(Selected.flavour(), Selected.mode())) {
            scene.writesFor(WHILE);
            SwitchRun there = scene.begin("--orig_master_is_new_slave", "--new_master_host=db2");
            assertEquals(0, there.exit(), there::log);
            assertEquals(
                    List.of(scene.db(2)),
                    scene.virtualAddress().holders(scene.lab().hosts()));
            int opened = there.log().indexOf("open db2 for writes: ");
            assertTrue(opened > 0 && opened < there.log().indexOf("see the address off db1: "), there::log);

            scene.db(2)
                    .shell(
                            "printf '%s\n' '#!/bin/sh' 'case $* in *addr*del*) exit 2;; esac' 'exec '$(command -v ip)' \"$@\"'"
                                    + " >/usr/local/bin/ip && chmod 755 /usr/local/bin/ip");
            SwitchRun back = scene.begin("--orig_master_is_new_slave", "--new_master_host=db1");
            assertEquals(10, back.exit(), back::log);
            assertTrue(back.log().contains("take the address off db2 by hand"), back::log);
            assertEquals(
                    List.of(scene.db(1), scene.db(2)),
                    scene.virtualAddress().holders(scene.lab().hosts()));
            scene.ends(scene.db(1), true, back);
        }
    }

    /** The neighbours remember the address's old network card and find the new one only because they are told. */
    @Test
    @Tag("on-demand")
    @Tag("vip-host-gone")
    void a_host_without_power_gives_its_address_up_and_the_neighbours_are_told() throws Exception {
        try (Scene scene = start("vip-host-gone")) {
            scene.replicasAreCurrent(2, 3);
            Instant kill = scene.db(1).powerOff();
            Report report = scene.ends(kill);
            assertEquals(
                    List.of(scene.newSource(report)),
                    scene.virtualAddress().holders(scene.lab().without(scene.db(1))));
        }
    }
}
