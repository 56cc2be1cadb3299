package io.masterha.node.rewind;

import io.masterha.binlog.Problem;
import io.masterha.node.apply.LocalReplica;
import io.masterha.node.apply.Row;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The local server while its last transactions are undone: asks, feeds BINLOG statements, opens and ends transactions. */
final class RewoundServer {
    private static final Map<String, String> MUST_BE = Map.of(
            "slave_exec_mode", "STRICT",
            "slave_skip_errors", "OFF",
            "slave_run_triggers_for_rbr", "NO",
            "innodb_force_recovery", "0");

    private static final String SHOW_VARIABLES = "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('log_bin',"
            + " 'log_bin_basename', 'read_only', 'super_read_only', 'gtid_executed', 'max_allowed_packet', 'binlog_format',"
            + " 'rbr_exec_mode', 'slave_exec_mode', 'replica_exec_mode', 'slave_skip_errors', 'replica_skip_errors',"
            + " 'slave_run_triggers_for_rbr', 'innodb_force_recovery')";

    private final LocalReplica server;
    private final Map<String, String> variables = new TreeMap<>();

    RewoundServer(LocalReplica server) {
        this.server = server;
        for (Row row : server.query(SHOW_VARIABLES)) {
            variables.put(row.text("Variable_name"), row.text("Value"));
        }
    }

    /** A global variable; empty text if this server has none of the name. */
    String variable(String name) {
        return variables.getOrDefault(name, "");
    }

    boolean isOn(String name) {
        return variable(name).equalsIgnoreCase("ON") || variable(name).equals("1");
    }

    boolean isMariadb() {
        return server.version().isMariadb();
    }

    /** Settings and doings of the server that stand against undoing anything. */
    List<String> obstacles() {
        List<String> found = new ArrayList<>();
        if (!isOn("read_only")) {
            found.add("read_only is off: clients may write meanwhile");
        }
        MUST_BE.forEach((name, value) -> {
            String is = variables.getOrDefault(name, variable(name.replace("slave_", "replica_")));
            if (!is.isEmpty() && !is.equalsIgnoreCase(value)) {
                found.add(name + " is " + is + ", which hides rows that do not match");
            }
        });
        boolean newWords = server.version().isMysqlFrom(8, 0, 22);
        for (Row status : server.query(newWords ? "SHOW REPLICA STATUS" : showAll())) {
            if (!status.text("Slave_IO_Running", "Replica_IO_Running").equalsIgnoreCase("No")
                    || !status.text("Slave_SQL_Running", "Replica_SQL_Running").equalsIgnoreCase("No")) {
                found.add("it replicates from " + status.text("Master_Host", "Source_Host"));
            }
        }
        if (!server.query("XA RECOVER").isEmpty()) {
            found.add("it holds prepared XA transactions");
        }
        for (Row other : server.query("SELECT trx_mysql_thread_id AS thread FROM information_schema.innodb_trx"
                + " WHERE trx_mysql_thread_id <> CONNECTION_ID() AND trx_rows_modified > 0")) {
            found.add("connection " + other.text("thread") + " has an open transaction");
        }
        return found;
    }

    private String showAll() {
        return isMariadb() ? "SHOW ALL SLAVES STATUS" : "SHOW SLAVE STATUS";
    }

    /** File, position and GTIDs of the log as text: another text means that somebody wrote. */
    String writtenUpTo() {
        Row status = server.query(
                        server.version().isMysqlFrom(8, 2, 0) ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS")
                .get(0);
        String gtids = isMariadb()
                ? server.query("SELECT @@global.gtid_current_pos AS gtids")
                        .get(0)
                        .text("gtids")
                : status.text("Executed_Gtid_Set");
        return status.text("File") + ":" + status.text("Position") + (gtids.isEmpty() ? "" : " " + gtids);
    }

    /** What makes the server say that it has executed just these, so that it can follow another source. */
    List<String> afterwards(String gtids) {
        if (isMariadb()) {
            return List.of("RESET MASTER", "SET GLOBAL gtid_slave_pos = '" + gtids + "'");
        }
        String reset = server.version().isMysqlFrom(8, 2, 0) ? "RESET BINARY LOGS AND GTIDS" : "RESET MASTER";
        return List.of(reset, "SET GLOBAL gtid_purged = '" + gtids + "'");
    }

    String executedGtids() {
        return variable("gtid_executed").replaceAll("\\s", "");
    }

    List<Row> query(String sql) {
        return server.query(sql);
    }

    void run(String sql) {
        server.run(sql);
    }

    /** The session in which row events are taken as a replica's applier takes them, strictly. */
    void prepareSession(byte[] format) {
        run("SET SESSION innodb_lock_wait_timeout = 10");
        if (!variable("rbr_exec_mode").isEmpty()) {
            run("SET SESSION rbr_exec_mode = 'STRICT'");
        }
        if (!variable("binlog_format").isEmpty() && !variable("binlog_format").equalsIgnoreCase("ROW")) {
            run("SET SESSION binlog_format = 'ROW'");
        }
        binlog(format);
        if (!isMariadb()) {
            // MySQL 8.0 takes a format description for the beginning of somebody else's log, and waits for its GTIDs.
            run("SET SESSION gtid_next = 'AUTOMATIC'");
        }
    }

    /** Feeds the pieces that the source hands out, in batches of about so many bytes, each a BINLOG statement. */
    void feed(int batchBytes, Runnable beforeEach, Consumer<Consumer<byte[]>> source) {
        ByteArrayOutputStream batch = new ByteArrayOutputStream(batchBytes);
        source.accept(piece -> {
            if (batch.size() > 0 && batch.size() + piece.length > batchBytes) {
                beforeEach.run();
                binlog(batch.toByteArray());
                batch.reset();
            }
            batch.write(piece, 0, piece.length);
        });
        if (batch.size() > 0) {
            beforeEach.run();
            binlog(batch.toByteArray());
        }
    }

    private void binlog(byte[] events) {
        String text = Base64.getEncoder().encodeToString(events);
        try {
            server.run("BINLOG '" + text + "'");
        } catch (Problem e) {
            int error = LocalReplica.errorOf(e);
            if (error == 0) {
                throw e;
            }
            throw Doubt.of("the server does not take the row events: " + wordsOf(e))
                    .causedBy(e);
        }
    }

    private static String wordsOf(Problem problem) {
        return problem.why().lines().findFirst().orElse("");
    }
}
