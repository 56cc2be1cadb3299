package io.masterha.it.run;

import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.LabReplication;
import io.masterha.it.lab.Sql;
import io.masterha.it.lab.Until;
import java.sql.SQLException;
import java.time.Duration;

/** A replica whose applier stops at a row that is there already; its receiver goes on. */
public final class BrokenApplier {
    private static final Duration SOON = Duration.ofSeconds(30);

    private BrokenApplier() {}

    /** Returns when it has stopped. */
    public static void on(LabHost replica, LabHost source, LabReplication replication) throws SQLException {
        // Not a table: MariaDB's applier replaces one that is there already.
        source.run("CREATE TABLE lab.conflict (id INT PRIMARY KEY) ENGINE=InnoDB");
        Until.holds("the table is there", SOON, () -> !replica.value("SHOW TABLES FROM lab LIKE 'conflict'")
                .isEmpty());
        try (Sql session = replica.admin()) {
            session.run("SET SESSION sql_log_bin=0");
            session.run("SET GLOBAL read_only=0");
            session.run("INSERT INTO lab.conflict VALUES (1)");
            session.run("SET GLOBAL " + (replica.flavour().hasSourceWords() ? "super_read_only" : "read_only") + "=1");
        }
        source.run("INSERT INTO lab.conflict VALUES (1)");
        Until.holds("its applier is broken", SOON, () -> !replication.isRunning(replica));
    }
}
