package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Rows;
import io.masterha.it.lab.Sql;
import io.masterha.it.lab.Until;
import io.masterha.it.run.BrokenApplier;
import io.masterha.it.run.Report;
import io.masterha.it.run.Scene;
import io.masterha.it.run.SwitchReport;
import io.masterha.it.run.SwitchRun;
import io.masterha.it.run.SwitchScene;
import io.masterha.it.run.TypedCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What people of MHA rely on without thinking of it. */
@Tag("on-demand")
@Tag("habits")
@Execution(ExecutionMode.CONCURRENT)
class HabitsIT {
    private static final Duration WHILE = Duration.ofSeconds(1);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration FAILOVER = Duration.ofMinutes(2);
    private static final String DELAY = "20";
    /** Alone it takes 150; beside other tests on a loaded machine more. */
    private static final long MOST_MILLIS = 1000;

    private static final List<String> COMMANDS = List.of(
            "masterha_manager",
            "masterha_master_switch",
            "masterha_check_ssh",
            "masterha_check_repl",
            "masterha_check_status",
            "masterha_stop",
            "masterha_conf_host",
            "masterha_secondary_check",
            "masterha_master_monitor",
            "save_binary_logs",
            "apply_diff_relay_logs",
            "purge_relay_logs",
            "filter_mysqlbinlog");

    private static String conf(Scene scene) {
        return scene.directory().resolve("app.cnf").toString();
    }

    @Test
    void a_running_original_and_ours_exclude_each_other() throws Exception {
        try (Scene scene = Scene.named("exclude").hosts(3).start(Selected.flavour(), Selected.mode())) {
            String monitor = "'MHA_Master_High_Availability_Monitor'";
            String failover = "'MHA_Master_High_Availability_Failover'";
            try (Sql original = scene.db(1).admin()) {
                Until.holds("ours holds it", SOON, () -> scene.db(1)
                        .value("SELECT IS_FREE_LOCK(" + monitor + ")")
                        .equals("0"));
                assertEquals("0", original.value("SELECT GET_LOCK(" + monitor + ", 0)"), "ours holds it");
                TypedCommand.Said beside = TypedCommand.run(
                        "masterha-switch", "--conf", conf(scene), "--master_state=alive", "--interactive=0");
                assertEquals(1, beside.exit(), beside::text);
                assertEquals("0", scene.db(1).value("SELECT @@global.read_only"));
                assertEquals(
                        0,
                        TypedCommand.run("masterha_stop", "--conf", conf(scene)).exit());
                Until.holds("the lock is free", SOON, () -> scene.db(1)
                        .value("SELECT IS_FREE_LOCK(" + monitor + ")")
                        .equals("1"));
                assertEquals("1", original.value("SELECT GET_LOCK(" + monitor + ", 0)"));
                TypedCommand.Said second = TypedCommand.run("masterha_manager", "--conf", conf(scene));
                assertEquals(1, second.exit(), second::text);
                assertTrue(second.text().contains("another manager watches it"), second::text);
                original.value("SELECT RELEASE_LOCK(" + monitor + ")");
            }
            try (Sql original = scene.db(2).admin()) {
                assertEquals("1", original.value("SELECT GET_LOCK(" + failover + ", 0)"));
                scene.db(1).killServer();
                TypedCommand.Said refused = TypedCommand.run("masterha_manager", "--conf", conf(scene));
                assertEquals(1, refused.exit(), refused::text);
                assertEquals("1", scene.db(2).value("SELECT @@global.read_only"), refused::text);
                assertTrue(scene.replication().pointsAt(scene.db(3), scene.db(1)), refused::text);
                original.value("SELECT RELEASE_LOCK(" + failover + ")");
            }
            TypedCommand.Said done =
                    TypedCommand.run("masterha_manager", "--conf", conf(scene), "--ignore_last_failover");
            assertEquals(0, done.exit(), done::text);
        }
    }

    @Test
    void a_replica_with_a_broken_applier_is_left_out_and_removing_the_files_of_an_application_resets_it()
            throws Exception {
        try (Scene scene = Scene.named("broken").hosts(4).start(Selected.flavour(), Selected.mode())) {
            LabHost broken = scene.db(4);
            BrokenApplier.on(broken, scene.db(1), scene.replication());
            scene.writesFor(WHILE);
            scene.db(1).killServer();
            assertEquals(10, scene.manager().awaitExit(FAILOVER), scene.manager()::log);
            Report report = scene.manager().report();
            assertTrue(List.of("db2", "db3").contains(report.newSource()), report::newSource);
            assertEquals(Set.of("db4"), report.lost().keySet(), scene.manager()::log);
            assertEquals(1, report.followers().size(), scene.manager()::log);
            scene.writer().stop();
            assertEquals(Set.of(), Rows.missing(scene.writer(), scene.newSource(report)));

            TypedCommand.Said blocked = TypedCommand.run("masterha_check_status", "--conf", conf(scene));
            assertTrue(blocked.exit() == 2 && blocked.text().contains("480 minutes"), blocked::text);
            removeFilesOf(scene.directory());
            TypedCommand.Said reset = TypedCommand.run("masterha_check_status", "--conf", conf(scene));
            assertTrue(reset.exit() == 2 && !reset.text().contains("480 minutes"), reset::text);
        }
    }

    /** As rm W/app.* does; here the configuration stands beside them. */
    private static void removeFilesOf(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.startsWith("app.") && !name.equals("app.cnf")) {
                    Files.delete(file);
                }
            }
        }
    }

    @Test
    void a_switchover_leaves_a_third_tier_alone_and_a_delayed_replica_its_delay() throws Exception {
        try (SwitchScene scene = SwitchScene.named("switch-tiers")
                .hosts(5)
                .thirdTier(4, 3)
                .block(4, "multi_tier_slave=1")
                .prepared((lab, replication) -> replication.delay(lab.host(5), Integer.parseInt(DELAY)))
                .start(Selected.flavour(), Selected.mode())) {
            scene.writesFor(WHILE);
            SwitchRun run = scene.begin("--orig_master_is_new_slave", "--new_master_host=db2");
            SwitchReport report = scene.hasSwitched(run, scene.db(2), true);
            assertTrue(report.writesStoppedMillis() < 5000, run::log);
            assertEquals(DELAY, scene.replication().status(scene.db(5)).get("SQL_Delay"), run::log);
            assertTrue(scene.replication().follows(scene.db(4), scene.db(3)), run::log);
        }
    }

    @Test
    void of_several_servers_on_one_host_the_one_that_is_named_becomes_the_source() throws Exception {
        try (SwitchScene scene = SwitchScene.named("switch-instances")
                .hosts(2)
                .instanceBeside(1)
                .instanceBeside(2)
                .start(Selected.flavour(), Selected.mode())) {
            scene.writesFor(WHILE);
            SwitchRun run =
                    scene.begin("--orig_master_is_new_slave", "--new_master_host=db2", "--new_master_port=3307");
            scene.hasSwitched(run, scene.db(4), true);
            assertEquals("1", scene.db(2).value("SELECT @@global.read_only"), run::log);
            assertEquals("1", scene.db(3).value("SELECT @@global.read_only"), run::log);
        }
    }

    @Test
    void a_script_may_give_what_shall_not_stand_in_the_configuration() throws Exception {
        try (Scene scene = Scene.named("load-script").hosts(2).start(Selected.flavour(), Selected.mode())) {
            Path vault = Files.writeString(
                    scene.directory().resolve("vault"), "#!/bin/sh\necho user=admin\necho password=adminpw\n");
            assertTrue(vault.toFile().setExecutable(true, true));
            Path conf = scene.directory().resolve("loaded.cnf");
            String lines = Files.readString(Path.of(conf(scene)));
            assertTrue(lines.contains("user=admin\npassword=adminpw\n"), lines);
            Files.writeString(
                    conf, lines.replace("user=admin\npassword=adminpw\n", "init_conf_load_script=" + vault + "\n"));
            TypedCommand.Said ready = TypedCommand.run("masterha_check_repl", "--conf", conf.toString());
            assertEquals(0, ready.exit(), ready::text);
            Files.writeString(vault, "#!/bin/sh\necho user=admin\necho password=another\n");
            TypedCommand.Said refused = TypedCommand.run("masterha_check_repl", "--conf", conf.toString());
            assertEquals(1, refused.exit(), refused::text);
            assertFalse(refused.text().contains("another"), refused::text);
        }
    }

    @Test
    void every_command_is_there_under_both_names_takes_one_dash_and_is_quick() throws Exception {
        for (String name : COMMANDS) {
            TypedCommand.Said help = TypedCommand.run(name, "--help");
            assertEquals(0, help.exit(), help::text);
            assertFalse(help.text().isBlank(), name);
            if (name.startsWith("masterha_")) {
                TypedCommand.Said other = TypedCommand.run(name.replace('_', '-'), "-help");
                assertEquals(0, other.exit(), other::text);
                assertEquals(help.text(), other.text(), "what the build wrote down is what the command says itself");
            }
        }
        Path directory = Files.createTempDirectory("habits");
        Path conf = Files.writeString(
                directory.resolve("app.cnf"),
                "[server default]\nmanager_workdir=" + directory + "\n[server1]\nhostname=nowhere.invalid\n");
        assertTrue(best("masterha_check_status", "--help") < MOST_MILLIS, "--help");
        assertTrue(best("masterha_check_status", "-con=" + conf) < MOST_MILLIS, "check_status");
    }

    /** Milliseconds of the fastest of some runs: the machine has other work. */
    private static long best(String... words) throws Exception {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 20 && best >= 300; i++) {
            best = Math.min(best, TypedCommand.run(words).took().toMillis());
        }
        return best;
    }
}
