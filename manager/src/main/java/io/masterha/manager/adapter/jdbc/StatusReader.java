package io.masterha.manager.adapter.jdbc;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.manager.port.BinlogMark;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ReplicationStatus.Receiver;
import io.masterha.manager.port.ServerFiles;
import io.masterha.manager.port.ServerSettings;
import io.masterha.manager.topology.ServerVersion;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Turns what servers of different age print into the values of the port; no input and output of its own. */
final class StatusReader {
    private StatusReader() {}

    static ServerFiles files(Row variables) {
        String dataDir = withoutEndSlash(variables.text("datadir"));
        String index = variables.text("relay_log_index");
        if (index.isEmpty()) {
            String base = variables.text("relay_log_basename", "relay_log");
            index = base.isEmpty() ? "" : withoutExtension(base) + ".index";
        }
        String binlogBase = variables.text("log_bin_basename");
        boolean logsHere = Row.isYes(variables.text("log_bin"));
        String binlogDir =
                binlogBase.contains("/") ? directory(absolute(dataDir, binlogBase)) : logsHere ? dataDir : "";
        return new ServerFiles(
                dataDir, absolute(dataDir, variables.text("pid_file")), binlogDir, absolute(dataDir, index));
    }

    /** {@code relay_log} may be given with an extension, which servers drop from the names they make. */
    private static String withoutExtension(String path) {
        int dot = path.lastIndexOf('.');
        return dot > path.lastIndexOf('/') + 1 ? path.substring(0, dot) : path;
    }

    private static String withoutEndSlash(String path) {
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static String directory(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    private static String absolute(String dataDir, String path) {
        return path.isEmpty() || path.startsWith("/") || dataDir.isEmpty()
                ? path
                : dataDir + "/" + (path.startsWith("./") ? path.substring(2) : path);
    }

    static ServerSettings settings(Row variables, Row binlogEnd) {
        return new ServerSettings(
                variables.isOn("log_bin"),
                variables.isOn("log_replica_updates", "log_slave_updates"),
                variables.isOn("relay_log_purge"),
                variables.isOn("relay_log_recovery"),
                variables.number(0, "sync_binlog"),
                (int) variables.number(1, "innodb_flush_log_at_trx_commit"),
                binlogFilter(binlogEnd));
    }

    private static String binlogFilter(Row binlogEnd) {
        Map<String, String> filters = new TreeMap<>();
        addFilter(filters, binlogEnd, "Binlog_Do_DB");
        addFilter(filters, binlogEnd, "Binlog_Ignore_DB");
        return filters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    }

    static BinlogMark mark(Row binlogEnd, String gtids) {
        BinlogPosition end = position(binlogEnd.text("File"), binlogEnd.number(0, "Position"));
        return new BinlogMark(end, withoutSpace(gtids));
    }

    /** A row of the replication status. */
    static ReplicationStatus replication(Row row) {
        boolean isMariadbGtid = row.find("Using_Gtid").isPresent();
        boolean byGtid = isMariadbGtid ? !row.text("Using_Gtid").equalsIgnoreCase("No") : row.isOn("Auto_Position");
        String received = isMariadbGtid ? (byGtid ? row.text("Gtid_IO_Pos") : "") : row.text("Retrieved_Gtid_Set");
        return new ReplicationStatus(
                row.text("Source_Host", "Master_Host"),
                (int) row.number(0, "Source_Port", "Master_Port"),
                row.number(0, "Source_Server_Id", "Master_Server_Id"),
                row.text("Source_User", "Master_User"),
                receiver(row),
                error(row, "Last_IO_Errno", "Last_IO_Error"),
                appliers(row),
                error(row, "Last_SQL_Errno", "Last_SQL_Error"),
                received(row),
                executed(row),
                withoutSpace(received),
                byGtid,
                row.number(0, "SQL_Delay"),
                row.number("Seconds_Behind_Source", "Seconds_Behind_Master"),
                filters(row),
                row.text("Channel_Name", "Connection_name"));
    }

    static boolean appliers(Row row) {
        return row.isOn("Replica_SQL_Running", "Slave_SQL_Running");
    }

    static Receiver receiver(Row row) {
        return receiver(row.text("Replica_IO_Running", "Slave_IO_Running"));
    }

    /** The version that a server names. */
    static ServerVersion version(String text) {
        try {
            return ServerVersion.parse(text);
        } catch (IllegalArgumentException e) {
            throw notUnderstood(e);
        }
    }

    private static BinlogPosition position(String file, long offset) {
        try {
            return new BinlogPosition(file, offset);
        } catch (IllegalArgumentException e) {
            throw notUnderstood(e);
        }
    }

    private static Problem notUnderstood(IllegalArgumentException e) {
        return Problem.of(DatabaseError.UNSUPPORTED_REPLICATION, "the server gives an answer that cannot be right")
                .why(String.valueOf(e.getMessage()))
                .next("is that a MySQL or MariaDB server, and not a proxy?")
                .causedBy(e);
    }

    static BinlogPosition received(Row row) {
        return position(
                row.text("Source_Log_File", "Master_Log_File"),
                row.number(0, "Read_Source_Log_Pos", "Read_Master_Log_Pos"));
    }

    static BinlogPosition executed(Row row) {
        return position(
                row.text("Relay_Source_Log_File", "Relay_Master_Log_File"),
                row.number(0, "Exec_Source_Log_Pos", "Exec_Master_Log_Pos"));
    }

    private static Receiver receiver(String text) {
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "YES" -> Receiver.RUNNING;
            case "NO", "" -> Receiver.STOPPED;
            default -> Receiver.CONNECTING;
        };
    }

    private static String error(Row row, String number, String text) {
        long code = row.number(0, number);
        return code == 0 ? "" : code + ": " + row.text(text).strip();
    }

    private static Map<String, String> filters(Row row) {
        Map<String, String> filters = new TreeMap<>();
        for (String name : row.values().keySet()) {
            boolean isFilter = name.regionMatches(true, 0, "Replicate_", 0, "Replicate_".length())
                    && !name.equalsIgnoreCase("Replicate_Ignore_Server_Ids");
            if (isFilter) {
                addFilter(filters, row, name);
            }
        }
        return filters;
    }

    private static void addFilter(Map<String, String> filters, Row row, String name) {
        String sorted = Arrays.stream(row.text(name).split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .sorted()
                .collect(Collectors.joining(","));
        if (!sorted.isEmpty()) {
            filters.put(name, sorted);
        }
    }

    private static String withoutSpace(String gtids) {
        return gtids.replaceAll("\\s+", "");
    }
}
