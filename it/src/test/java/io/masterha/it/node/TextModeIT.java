package io.masterha.it.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.BinlogPosition;
import io.masterha.it.Selected;
import io.masterha.it.lab.LabHost;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** MHA's text mode with the server's own client programs. */
@Tag("on-demand")
@Tag("text-mode")
class TextModeIT {
    private static final String TEXT = NodeRun.WORK + "/text.sql";

    @Test
    void the_text_of_a_log_gives_the_same_rows_and_the_filter_takes_out_what_MHA_s_takes_out() {
        try (NodeLab lab = NodeLab.start()) {
            LabHost source = lab.source;
            lab.caughtUp(lab.replica);
            BinlogPosition from = lab.end(source);
            lab.replication.stopReceiver(lab.replica);
            lab.write("texts", 30);
            String place = " --start_file=" + from.file() + " --start_pos=" + from.offset()
                    + " --binlog_dir=/var/lib/mysql --handle_raw_binlog=0 --oldest_version=" + version(source);
            String save = "/opt/node/bin/save_binary_logs --command=save" + place;
            String programs = " --client_bindir=$(dirname $(command -v mariadb-binlog || command -v mysqlbinlog))";
            source.shell(save + programs + " --skip_filter=1 --disable_log_bin=1 --output_file=" + TEXT);
            source.shell(save + " --disable_log_bin=1 --output_file=" + TEXT + ".filtered");
            assertEquals("2", source.shell("ls " + NodeRun.WORK + " | wc -l"), "nothing else is left");
            source.shell("/opt/node/bin/filter_mysqlbinlog < " + TEXT + " | cmp - " + TEXT + ".filtered");
            assertEquals("0", source.shell("grep -c 'added by mysqlbinlog \\*/;' " + TEXT + ".filtered || true"));

            source.shell("scp -q -o StrictHostKeyChecking=no " + TEXT + " root@" + lab.replica.address() + ":" + TEXT);
            lab.replica.run("SET GLOBAL " + lab.words("super_read_only", "read_only") + " = 0");
            lab.replica.shell("printf '[client]\\nuser=admin\\npassword=adminpw\\nhost=127.0.0.1\\n' > /root/c.cnf;"
                    + " $(command -v mariadb || command -v mysql) --defaults-file=/root/c.cnf --binary-mode < " + TEXT);
            String rows = "SELECT CONCAT(COUNT(*), ' ', SUM(CRC32(CONCAT(id, note, body)))) FROM lab.texts";
            assertEquals(source.value(rows), lab.replica.value(rows));
            assertTrue(source.value(rows).startsWith("30 "), source.value(rows));
        }
    }

    private static String version(LabHost host) {
        return Selected.flavour().isMariaDb() ? "10.11.0" : host.value("SELECT @@version");
    }
}
