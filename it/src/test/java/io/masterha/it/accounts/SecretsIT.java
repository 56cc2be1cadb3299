package io.masterha.it.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.Selected;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Until;
import io.masterha.it.run.Scene;
import io.masterha.it.run.SceneSetting;
import io.masterha.it.run.SwitchRun;
import io.masterha.it.run.SwitchScene;
import io.masterha.it.run.SwitchSetting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** No password is ever in an argument, an environment, a log, a journal, or a file that others may read. */
@Tag("any-mode")
@Tag("any-server")
@Execution(ExecutionMode.CONCURRENT)
@Tag("secrets")
class SecretsIT {
    private static final int HOSTS = 4;

    /** Of each test its own: another one, in this run or in one beside it, plants its secrets on the same machine. */
    private final String nonce = Integer.toHexString(ThreadLocalRandom.current().nextInt());

    private final String ofManager = "Zq7-manager-secret" + nonce;
    private final String ofReplication = "Zq7-replication-secret" + nonce;
    private final List<String> secrets = List.of(ofManager, ofReplication);

    private Scene start() throws Exception {
        SceneSetting setting = Scene.named("secrets").hosts(HOSTS).throughVirtualAddress();
        List<String> accounts = accounts();
        setting.prepared((lab, replication) -> replication.everywhere(lab.host(1), lab.without(lab.host(1)), accounts));
        for (int n = 1; n <= HOSTS; n++) {
            for (String line : lines()) {
                setting.block(n, line);
            }
        }
        return setting.start(Selected.flavour(), Selected.mode());
    }

    private List<String> accounts() throws IOException {
        List<String> accounts = new ArrayList<>(Grants.of(Selected.flavour(), "172.%", ofManager));
        accounts.add("CREATE USER 'follower'@'172.%' IDENTIFIED BY '" + ofReplication + "'");
        accounts.add("GRANT REPLICATION SLAVE ON *.* TO 'follower'@'172.%'");
        return accounts;
    }

    private List<String> lines() {
        return List.of(
                "user=masterha", "password=" + ofManager, "repl_user=follower", "repl_password=" + ofReplication);
    }

    @Test
    void a_failover_shows_its_passwords_nowhere() throws Exception {
        try (ManagerSide manager = ManagerSide.start(secrets);
                Scene scene = start()) {
            List<HostSide> hosts = new ArrayList<>();
            for (LabHost host : scene.lab().hosts()) {
                hosts.add(HostSide.start(host, secrets));
            }
            aPlantedSecretIsFound(scene.db(2), hosts.get(1), manager);
            int before = manager.rounds();
            List<Integer> hostsBefore = hosts.stream().map(HostSide::rounds).toList();
            scene.replication().stopReceiver(scene.db(3));
            scene.writesFor(Duration.ofSeconds(1));
            scene.lab().without(scene.db(1)).forEach(scene.replication()::stopReceiver);
            scene.writesFor(Duration.ofSeconds(1));
            Instant kill = scene.db(1).killServer();
            scene.endsWithoutLoss(kill);
            hosts.forEach(HostSide::stop);

            assertTrue(scene.manager().log().contains("/24 is taken off"), "the scripts ran, which get passwords");
            assertTrue(
                    manager.rounds() - before > 20, "looked at this machine " + (manager.rounds() - before) + " times");
            assertTrue(manager.managers() > 20, "saw the manager " + manager.managers() + " times");
            for (int n = 0; n < HOSTS; n++) {
                HostSide side = hosts.get(n);
                String name = scene.db(n + 1).name();
                int rounds = side.rounds() - hostsBefore.get(n);
                assertTrue(rounds > 10, "looked at " + name + " " + rounds + " times");
                assertTrue(side.nodeCommands() > 0, "saw node commands on " + name);
                assertEquals("", side.found(), name);
                assertEquals("", side.inOurFiles(), name);
            }
            Path directory = scene.directory();
            manager.search(directory, Set.of("app.cnf"));
            assertEquals(Set.of(), manager.found());
        }
    }

    /** There and back, with the scripts that move the address and get passwords, and then a rejoin that has nothing to do. */
    @Test
    @Tag("on-demand")
    @Tag("secrets-switch")
    void a_switchover_shows_its_passwords_nowhere() throws Exception {
        SwitchSetting setting = SwitchScene.named("secrets-switch").throughVirtualAddress();
        List<String> accounts = accounts();
        setting.prepared((lab, replication) -> replication.everywhere(lab.host(1), lab.without(lab.host(1)), accounts));
        for (int n = 1; n <= 3; n++) {
            for (String line : lines()) {
                setting.block(n, line);
            }
        }
        try (ManagerSide manager = ManagerSide.start(secrets);
                SwitchScene scene = setting.start(Selected.flavour(), Selected.mode())) {
            List<HostSide> hosts = new ArrayList<>();
            for (LabHost host : scene.lab().hosts()) {
                hosts.add(HostSide.start(host, secrets));
            }
            aPlantedSecretIsFound(scene.db(2), hosts.get(1), manager);
            int before = manager.rounds();
            List<Integer> hostsBefore = hosts.stream().map(HostSide::rounds).toList();
            scene.writesFor(Duration.ofSeconds(1));
            SwitchRun there = scene.begin("--orig_master_is_new_slave", "--new_master_host=db2");
            assertEquals(0, there.exit(), there::log);
            SwitchRun back = scene.begin("--orig_master_is_new_slave", "--new_master_host=db1");
            scene.hasSwitched(back, scene.db(1), true);
            hosts.forEach(HostSide::stop);

            assertTrue(there.log().contains("/24 is taken off"), there::log);
            assertTrue(
                    manager.rounds() - before > 20, "looked at this machine " + (manager.rounds() - before) + " times");
            assertTrue(manager.managers() > 20, "saw the command " + manager.managers() + " times");
            for (int n = 0; n < hosts.size(); n++) {
                HostSide side = hosts.get(n);
                String name = scene.db(n + 1).name();
                int rounds = side.rounds() - hostsBefore.get(n);
                assertTrue(rounds > 10, "looked at " + name + " " + rounds + " times");
                assertEquals("", side.found(), name);
                assertEquals("", side.inOurFiles(), name);
            }
            manager.search(scene.directory(), Set.of("app.cnf"));
            assertEquals(Set.of(), manager.found());
        }
    }

    /** What cannot find a secret proves nothing. */
    private static void aPlantedSecretIsFound(LabHost host, HostSide side, ManagerSide manager) throws Exception {
        host.shell(
                "cd /tmp; umask 022; cat /root/secrets/patterns >/tmp/for-all;"
                        + " (X=\"$(cat /tmp/for-all)\" exec -a \"$(head -n 1 /tmp/for-all)\" sleep 60) >/dev/null 2>&1 & echo $! >/root/planted");
        Until.holds("it is seen on the host, in argv, environment and a file", Duration.ofSeconds(20), () -> {
            String found = side.found();
            return found.contains("/cmdline") && found.contains("/environ") && found.contains("/tmp/for-all");
        });
        Until.holds(
                "it is seen on the manager's machine too, which shares the kernel",
                Duration.ofSeconds(20),
                () -> manager.found().stream().anyMatch(s -> s.contains("argv"))
                        && manager.found().stream().anyMatch(s -> s.contains("environment")));
        host.shell("rm /tmp/for-all; kill $(cat /root/planted)");
        Until.holds("it is gone", Duration.ofSeconds(20), () -> {
            side.forget();
            manager.forget();
            int round = side.rounds();
            int mine = manager.rounds();
            Until.holds(
                    "a round", Duration.ofSeconds(20), () -> side.rounds() > round + 1 && manager.rounds() > mine + 1);
            return side.found().isEmpty() && manager.found().isEmpty();
        });
    }
}
