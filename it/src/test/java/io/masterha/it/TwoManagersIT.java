package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.run.Scene;
import io.masterha.it.run.TypedCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A manager stands still in the middle of a failover, and others are started: on the same machine and on another one. */
@Execution(ExecutionMode.CONCURRENT)
@Tag("two-managers")
@Tag("on-demand")
class TwoManagersIT {
    @Test
    void while_one_stands_still_in_the_middle_no_other_changes_anything_and_it_ends_its_work() throws Exception {
        try (Scene scene = Scene.named("two-managers")
                .hosts(3)
                .gatedScript()
                .block(2, "candidate_master=1")
                .start(Selected.flavour(), Selected.mode())) {
            scene.writesFor(Duration.ofSeconds(1));
            scene.script().closeGate("start-db2");
            Instant kill = scene.db(1).killServer();
            scene.script().awaitAt("start-db2", scene.manager());
            scene.manager().pause();

            Path conf = scene.directory().resolve("app.cnf");
            TypedCommand.Said beside = TypedCommand.run("masterha-manager", "--conf", conf.toString());
            assertEquals(1, beside.exit(), beside::text);
            assertTrue(beside.text().contains("runs already"), beside::text);

            Path elsewhere = Files.createDirectory(scene.directory().resolve("elsewhere"));
            Path other = elsewhere.resolve("app.cnf");
            Files.copy(conf, other);
            Files.writeString(
                    other,
                    Files.readString(conf)
                            .replace("manager_workdir=" + scene.directory(), "manager_workdir=" + elsewhere));
            TypedCommand.Said away = TypedCommand.run("masterha-manager", "--conf", other.toString());
            assertEquals(1, away.exit(), away::text);
            scene.line("the other machine's manager: "
                    + away.text().lines().reduce("", (before, line) -> line).strip());
            for (int n : new int[] {2, 3}) {
                assertEquals("1", scene.db(n).value("SELECT @@global.read_only"), away::text);
            }

            scene.manager().goOn();
            scene.script().openGate("start-db2");
            scene.endsWithoutLoss(kill);
        }
    }
}
