package io.masterha.it.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.BinlogPosition;
import io.masterha.it.Selected;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.ReplicationMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code apply_diff_relay_logs --command=apply} of texts, as original node tools with handle_raw_binlog=0 leave them. */
@Tag("on-demand")
@Tag("text-apply")
class TextApplyIT {
    private static final String ROWS = "SELECT CONCAT(COUNT(*), ' ', SUM(CRC32(CONCAT(id, note, body)))) FROM lab.";
    private static final String FIRST = NodeRun.WORK + "/first.sql";
    private static final String SECOND = NodeRun.WORK + "/second.sql";

    private static void save(NodeLab lab, BinlogPosition from, String file) {
        LabHost source = lab.source;
        source.shell(
                "mkdir -p " + NodeRun.WORK + "; $(command -v mariadb-binlog || command -v mysqlbinlog) --no-defaults"
                        + " --start-position=" + from.offset() + " /var/lib/mysql/" + from.file() + " > " + file);
        source.shell("ssh -o StrictHostKeyChecking=no root@" + lab.replica.address() + " mkdir -p " + NodeRun.WORK
                + "; scp -q -o StrictHostKeyChecking=no " + file + " root@" + lab.replica.address() + ":" + file);
    }

    /** Exit code and everything said. */
    private static String apply(NodeLab lab, String files, String more) {
        return lab.replica.shell("/opt/node/bin/apply_diff_relay_logs --command=apply --slave_user=admin"
                + " --slave_pass=adminpw --slave_host=127.0.0.1 --handle_raw_binlog=0 --apply_files=" + files + " "
                + more + " 2>&1; echo exit $?");
    }

    private static void stopBoth(NodeLab lab) {
        lab.replication.stopReceiver(lab.replica);
        lab.replication.stopApplier(lab.replica);
    }

    @Test
    void a_text_is_executed_once_with_super_read_only_back_on_and_a_password_that_nobody_sees() {
        try (NodeLab lab = NodeLab.start()) {
            lab.caughtUp(lab.replica);
            BinlogPosition from = lab.end(lab.source);
            lab.replication.stopReceiver(lab.replica);
            lab.write("first", 200);
            save(lab, from, FIRST);
            String runs = apply(lab, FIRST, "");
            assertTrue(runs.contains("replication runs on") && runs.endsWith("exit 1"), runs);
            lab.replication.stopApplier(lab.replica);
            String packet = lab.replica.value("SELECT @@global.max_allowed_packet");

            // The pattern is written so that the onlooker does not see itself.
            lab.replica.shell("(for i in $(seq 2000); do for f in $(grep -al 'login[.]cnf' /proc/[0-9]*/cmdline); do"
                    + " tr '\\0' ' ' <$f >>/tmp/seen; tr '\\0' ' ' <${f%cmdline}environ >>/tmp/seen; done;"
                    + " done) >/dev/null 2>&1 &");
            String done = apply(lab, FIRST, "");
            assertTrue(done.endsWith("exit 0"), done);
            assertEquals(lab.source.value(ROWS + "first"), lab.replica.value(ROWS + "first"));
            assertTrue(lab.replica.value(ROWS + "first").startsWith("200 "), done);
            assertEquals("1", lab.replica.value("SELECT @@global." + lab.words("super_read_only", "read_only")));
            assertEquals(packet, lab.replica.value("SELECT @@global.max_allowed_packet"));
            assertEquals("0", lab.replica.shell("ls -A " + NodeRun.WORK + " | grep -vc first.sql || true"), done);
            String seen = lab.replica.shell("cat /tmp/seen");
            assertTrue(seen.contains("login.cnf"), "the client was seen: " + seen);
            assertTrue(!seen.contains("adminpw"), seen);
        }
    }

    @Test
    void a_failed_statement_is_exit_code_22_and_nothing_is_executed_twice() {
        try (NodeLab lab = NodeLab.start()) {
            boolean byGtid = Selected.mode() == ReplicationMode.GTID
                    && !Selected.flavour().isMariaDb();
            lab.caughtUp(lab.replica);
            BinlogPosition from = lab.end(lab.source);
            stopBoth(lab);
            lab.write("first", 10);
            BinlogPosition middle = lab.end(lab.source);
            lab.write("second", 10);
            save(lab, from, FIRST);
            save(lab, middle, SECOND);
            lab.replica.run("SET GLOBAL " + lab.words("super_read_only", "read_only") + " = 0");
            String unlogged = "SET SESSION sql_log_bin=0; ";
            lab.replica.shell("$(command -v mariadb || command -v mysql) -uadmin -padminpw -h127.0.0.1 -e '" + unlogged
                    + "CREATE TABLE lab.second (id DATE PRIMARY KEY)' 2>/dev/null");
            lab.replica.run("SET GLOBAL " + lab.words("super_read_only", "read_only") + " = 1");

            String failed = apply(lab, FIRST, "");
            assertTrue(failed.endsWith("exit 22") && failed.contains("at line"), failed);
            assertEquals(lab.source.value(ROWS + "first"), lab.replica.value(ROWS + "first"), failed);
            assertEquals("1", lab.replica.value("SELECT @@global." + lab.words("super_read_only", "read_only")));

            lab.replica.run("SET GLOBAL " + lab.words("super_read_only", "read_only") + " = 0");
            lab.replica.shell("$(command -v mariadb || command -v mysql) -uadmin -padminpw -h127.0.0.1 -e '" + unlogged
                    + "DROP TABLE lab.second"
                    + (byGtid ? "; CREATE TABLE lab.second LIKE lab.first" : "") + "' 2>/dev/null");
            String again = apply(lab, FIRST, "");
            if (byGtid) {
                assertTrue(again.endsWith("exit 0"), again);
            } else {
                assertTrue(again.endsWith("exit 1") && again.contains("did not come to its end"), again);
                String rest = apply(lab, SECOND, "--disable_log_bin=1");
                assertTrue(rest.endsWith("exit 0"), rest);
            }
            assertEquals(lab.source.value(ROWS + "first"), lab.replica.value(ROWS + "first"));
            assertEquals(lab.source.value(ROWS + "second"), lab.replica.value(ROWS + "second"));
        }
    }

    @Test
    void several_texts_are_one_session_so_that_a_transaction_may_go_on_in_the_next() {
        try (NodeLab lab = NodeLab.start()) {
            lab.caughtUp(lab.replica);
            BinlogPosition from = lab.end(lab.source);
            stopBoth(lab);
            lab.write("first", 10);
            save(lab, from, FIRST);
            // Cut where no statement is cut: behind the last "# at" in the middle of the text.
            lab.replica.shell(
                    "cd " + NodeRun.WORK + " && cut=$(grep -n '^# at' first.sql | tail -n 8 | head -n 1 | cut -d: -f1)"
                            + " && head -n $((cut - 1)) first.sql > a.sql && echo '# End of log file' >> a.sql"
                            + " && tail -n +$cut first.sql > b.sql");
            String done = apply(lab, NodeRun.WORK + "/a.sql," + NodeRun.WORK + "/b.sql", "");
            assertTrue(done.endsWith("exit 0"), done);
            assertEquals(lab.source.value(ROWS + "first"), lab.replica.value(ROWS + "first"));
        }
    }
}
