package io.masterha.it.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.masterha.binlog.node.SavedLog;
import io.masterha.it.Selected;
import io.masterha.it.lab.Flavour;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.ReplicationMode;
import io.masterha.it.lab.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code disable_log_bin}: what the replica applies from saved logs does not go into its own binary log. */
@Tag("on-demand")
@Tag("disable-log-bin")
class DisableLogBinIT {
    private static NodeLab lab;
    private static LabHost replica;
    private Footprint before = new Footprint(Map.of());

    @BeforeAll
    static void start() {
        List<String> options = new ArrayList<>();
        if (Selected.flavour() == Flavour.MYSQL_56 || Selected.flavour() == Flavour.MYSQL_80) {
            options.addAll(List.of("--relay-log-info-repository=TABLE", "--master-info-repository=TABLE"));
        }
        lab = NodeLab.start(options.toArray(String[]::new));
        replica = lab.replica;
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    @BeforeEach
    void everything_runs() {
        replica.shell("rm -rf " + NodeRun.WORK + "/*");
        lab.allAreEqual();
    }

    /** How often a word stands in the replica's own binary log, in statements and in rows. */
    private static long logged(String word) {
        return Long.parseLong(replica.shell("cd /var/lib/mysql; cat mysql-bin.0* | grep -ac '" + word + "' || true"));
    }

    @Test
    void what_is_applied_from_a_saved_log_stays_out_of_the_binary_log_and_what_was_received_goes_in() {
        SavedLog tail = tail("first");

        NodeRun.on(replica).applyDiff(false, true, tail).applied();

        Rows.becomeEqual(List.of(replica, lab.reference));
        before.requireSame(replica);
        assertTrue(logged("first-received") > 0, "what its own receiver had fetched is logged");
        boolean isGtid = Selected.mode() == ReplicationMode.GTID;
        assertEquals(isGtid, logged("first-only-saved") > 0, "by GTID others need it there; else it stays out");
        assertEquals(
                0, NodeRun.on(replica).applyDiff(false, true, tail).applied().transactions(), "nothing is left to do");
        lab.allAreEqual();
        lab.source.run("INSERT INTO lab.first (note) VALUES ('first-afterwards')");
        lab.caughtUp(replica);
        assertTrue(logged("first-afterwards") > 0, "afterwards it logs as ever");
    }

    @Test
    void through_mysqlbinlog_and_mysql_it_holds_too() {
        assumeTrue(Selected.mode() == ReplicationMode.POSITION);
        SavedLog tail = tail("second");
        replica.run("SET GLOBAL " + lab.words("super_read_only", "read_only") + " = 0");

        NodeRun.on(replica).applyDiffBy("mysqlbinlog", true, tail).applied();

        Rows.becomeEqual(List.of(replica, lab.reference));
        assertEquals(0, logged("second-only-saved"));
        replica.run("SET GLOBAL " + lab.words("super_read_only", "read_only") + " = 1");
        lab.allAreEqual();
    }

    /** The replica has received some and not executed it, the rest is on the source only. */
    private SavedLog tail(String table) {
        lab.write(table, 5);
        lab.caughtUp(replica);
        lab.replication.stopApplier(replica);
        lab.source.run("INSERT INTO lab." + table + " (note) VALUES ('" + table + "-received')");
        lab.receivedAll(replica);
        lab.replication.stopReceiver(replica);
        lab.replication.startApplier(replica);
        lab.source.run("INSERT INTO lab." + table + " (note) VALUES ('" + table + "-only-saved')");
        lab.source.run("CREATE TABLE lab." + table + "_only_saved (id INT PRIMARY KEY) ENGINE=InnoDB");
        lab.write(table, 20);
        before = Footprint.of(replica);
        return lab.tail();
    }
}
