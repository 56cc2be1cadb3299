package io.masterha.it;

import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Sql;
import io.masterha.it.lab.Until;
import io.masterha.it.run.Scene;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The source is in trouble but alive: nothing may be failed over. */
@Execution(ExecutionMode.CONCURRENT)
class NoFailoverIT {
    /** Longer than the manager is patient with a silent source. */
    private static final Duration LONGER_THAN_PATIENCE = Duration.ofSeconds(14);

    @Test
    @Tag("restart")
    void a_source_that_is_merely_restarted_stays_the_source() throws Exception {
        try (Scene scene = Scene.named("restart").hosts(3).start(Selected.flavour(), Selected.mode())) {
            scene.writesFor(Duration.ofSeconds(1));
            scene.db(1).shutDownServer();
            scene.db(1).startServer();
            scene.goesOnUnchanged();
        }
    }

    @Test
    @Tag("refusing")
    void a_source_that_refuses_clients_stays_the_source() throws Exception {
        try (Scene scene = Scene.named("refusing").hosts(3).start(Selected.flavour(), Selected.mode())) {
            scene.writesFor(Duration.ofSeconds(1));
            List<Sql> crowd = new ArrayList<>();
            LabHost source = scene.db(1);
            try (Sql admin = source.admin()) {
                crowd(source, crowd);
                // The manager keeps a connection: without it, it has to ask for one and is turned away.
                for (Map<String, String> row : admin.rows("SELECT id FROM information_schema.processlist"
                        + " WHERE user = 'admin' AND id <> CONNECTION_ID()")) {
                    admin.run("KILL " + row.values().iterator().next());
                }
                crowd(source, crowd);
                Until.passed(LONGER_THAN_PATIENCE);
            } finally {
                crowd.forEach(Sql::close);
            }
            scene.goesOnUnchanged();
        }
    }

    /** Takes every connection there is, the administrator's spare one too. */
    private static void crowd(LabHost source, List<Sql> crowd) {
        try {
            while (true) {
                crowd.add(source.admin());
            }
        } catch (SQLException e) {
            if (e.getErrorCode() != 1040) {
                throw new AssertionError("too many connections expected, not " + e.getMessage(), e);
            }
        }
    }
}
