package io.masterha.binlog.frame;

import java.util.Map;

/**
 * The type numbers of binary log events that masterha must recognise; all others pass through untouched.
 *
 * <p>Source: {@code mysql/binlog/event/binlog_event.h} (1 to 42), MariaDB {@code sql/log_event.h} (160 to 171).
 */
public final class EventType {
    public static final int QUERY = 2;
    public static final int STOP = 3;
    public static final int ROTATE = 4;
    public static final int INTVAR = 5;
    public static final int LOAD = 6;
    public static final int CREATE_FILE = 8;
    public static final int APPEND_BLOCK = 9;
    public static final int EXEC_LOAD = 10;
    public static final int DELETE_FILE = 11;
    public static final int NEW_LOAD = 12;
    public static final int RAND = 13;
    public static final int USER_VAR = 14;
    public static final int FORMAT_DESCRIPTION = 15;
    public static final int XID = 16;
    public static final int BEGIN_LOAD_QUERY = 17;
    public static final int EXECUTE_LOAD_QUERY = 18;
    public static final int TABLE_MAP = 19;
    public static final int INCIDENT = 26;
    public static final int HEARTBEAT = 27;
    public static final int IGNORABLE = 28;
    public static final int ROWS_QUERY = 29;
    public static final int GTID = 33;
    public static final int ANONYMOUS_GTID = 34;
    public static final int PREVIOUS_GTIDS = 35;
    public static final int TRANSACTION_CONTEXT = 36;
    public static final int VIEW_CHANGE = 37;
    public static final int XA_PREPARE = 38;
    public static final int PARTIAL_UPDATE_ROWS = 39;
    public static final int TRANSACTION_PAYLOAD = 40;
    public static final int HEARTBEAT_V2 = 41;
    public static final int GTID_TAGGED = 42;
    public static final int MARIADB_ANNOTATE_ROWS = 160;
    public static final int MARIADB_BINLOG_CHECKPOINT = 161;
    public static final int MARIADB_GTID = 162;
    public static final int MARIADB_GTID_LIST = 163;
    public static final int MARIADB_START_ENCRYPTION = 164;
    public static final int MARIADB_QUERY_COMPRESSED = 165;
    public static final int MARIADB_LAST = 171;

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(QUERY, "QUERY"),
            Map.entry(STOP, "STOP"),
            Map.entry(ROTATE, "ROTATE"),
            Map.entry(INTVAR, "INTVAR"),
            Map.entry(RAND, "RAND"),
            Map.entry(USER_VAR, "USER_VAR"),
            Map.entry(FORMAT_DESCRIPTION, "FORMAT_DESCRIPTION"),
            Map.entry(XID, "XID"),
            Map.entry(BEGIN_LOAD_QUERY, "BEGIN_LOAD_QUERY"),
            Map.entry(EXECUTE_LOAD_QUERY, "EXECUTE_LOAD_QUERY"),
            Map.entry(TABLE_MAP, "TABLE_MAP"),
            Map.entry(20, "WRITE_ROWS_V0"),
            Map.entry(21, "UPDATE_ROWS_V0"),
            Map.entry(22, "DELETE_ROWS_V0"),
            Map.entry(23, "WRITE_ROWS_V1"),
            Map.entry(24, "UPDATE_ROWS_V1"),
            Map.entry(25, "DELETE_ROWS_V1"),
            Map.entry(INCIDENT, "INCIDENT"),
            Map.entry(HEARTBEAT, "HEARTBEAT"),
            Map.entry(IGNORABLE, "IGNORABLE"),
            Map.entry(ROWS_QUERY, "ROWS_QUERY"),
            Map.entry(30, "WRITE_ROWS"),
            Map.entry(31, "UPDATE_ROWS"),
            Map.entry(32, "DELETE_ROWS"),
            Map.entry(GTID, "GTID"),
            Map.entry(ANONYMOUS_GTID, "ANONYMOUS_GTID"),
            Map.entry(PREVIOUS_GTIDS, "PREVIOUS_GTIDS"),
            Map.entry(TRANSACTION_CONTEXT, "TRANSACTION_CONTEXT"),
            Map.entry(VIEW_CHANGE, "VIEW_CHANGE"),
            Map.entry(XA_PREPARE, "XA_PREPARE"),
            Map.entry(PARTIAL_UPDATE_ROWS, "PARTIAL_UPDATE_ROWS"),
            Map.entry(TRANSACTION_PAYLOAD, "TRANSACTION_PAYLOAD"),
            Map.entry(HEARTBEAT_V2, "HEARTBEAT_V2"),
            Map.entry(GTID_TAGGED, "GTID_TAGGED"),
            Map.entry(MARIADB_ANNOTATE_ROWS, "ANNOTATE_ROWS"),
            Map.entry(MARIADB_BINLOG_CHECKPOINT, "BINLOG_CHECKPOINT"),
            Map.entry(MARIADB_GTID, "MARIADB_GTID"),
            Map.entry(MARIADB_GTID_LIST, "GTID_LIST"),
            Map.entry(MARIADB_START_ENCRYPTION, "START_ENCRYPTION"),
            Map.entry(MARIADB_QUERY_COMPRESSED, "QUERY_COMPRESSED"));

    private EventType() {}

    /** The name for messages; {@code TYPE_n} for a number that masterha does not know. */
    public static String nameOf(int type) {
        return NAMES.getOrDefault(type, "TYPE_" + type);
    }

    /** Whether some released server writes this type; used to tell a torn event from garbage. */
    public static boolean isPlausible(int type) {
        return (type >= 1 && type <= GTID_TAGGED) || (type >= MARIADB_ANNOTATE_ROWS && type <= MARIADB_LAST);
    }

    /** Events that belong to one file or connection, not to the history: never copied into another file. */
    public static boolean isHousekeeping(int type) {
        return switch (type) {
            case FORMAT_DESCRIPTION, ROTATE, STOP, PREVIOUS_GTIDS, HEARTBEAT, HEARTBEAT_V2 -> true;
            default -> false;
        };
    }

    /** Whether the event opens a transaction in every server family. */
    public static boolean isGtid(int type) {
        return type == GTID || type == ANONYMOUS_GTID || type == GTID_TAGGED || type == MARIADB_GTID;
    }
}
