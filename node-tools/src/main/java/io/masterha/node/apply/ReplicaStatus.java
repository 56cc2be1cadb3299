package io.masterha.node.apply;

import io.masterha.binlog.ApplierWords;
import io.masterha.binlog.BinlogPosition;
import io.masterha.node.source.SourceIdentity;

/** What a replica says about its receiver and its applier, in the words of every server version. */
record ReplicaStatus(Row row) {
    String channel() {
        return row.text("Channel_Name", "Connection_name");
    }

    String host() {
        return row.text("Source_Host", "Master_Host");
    }

    int port() {
        return (int) row.number("Source_Port", "Master_Port");
    }

    String user() {
        return row.text("Source_User", "Master_User");
    }

    /** Whether it was pointed at a virtual source by us, in a run that did not come to its end. */
    boolean isVirtual() {
        return host().equals("127.0.0.1") && SourceIdentity.isOneTimeUser(user());
    }

    /** Up to where the applier has executed whole transactions, in the source's coordinates. */
    BinlogPosition executed() {
        return new BinlogPosition(
                row.text("Relay_Source_Log_File", "Relay_Master_Log_File"),
                Math.max(0, row.number("Exec_Source_Log_Pos", "Exec_Master_Log_Pos")));
    }

    /** Up to where the receiver has fetched; may lie inside a transaction. */
    BinlogPosition received() {
        return new BinlogPosition(
                row.text("Source_Log_File", "Master_Log_File"),
                Math.max(0, row.number("Read_Source_Log_Pos", "Read_Master_Log_Pos")));
    }

    boolean receiverStopped() {
        String running = row.text("Replica_IO_Running", "Slave_IO_Running");
        return running.isEmpty() || running.equalsIgnoreCase("No");
    }

    boolean receiverRuns() {
        return row.text("Replica_IO_Running", "Slave_IO_Running").equalsIgnoreCase("Yes");
    }

    boolean applierRuns() {
        return row.isYes("Replica_SQL_Running", "Slave_SQL_Running");
    }

    /** Empty if there is none. */
    String receiverError() {
        return error("Last_IO_Errno", "Last_IO_Error");
    }

    /** The server's own words, in the source's coordinates; empty if there is none. */
    String applierError() {
        return error("Last_SQL_Errno", "Last_SQL_Error");
    }

    private String error(String number, String text) {
        long code = row.number(number);
        return code == 0 ? "" : "error " + code + ": " + row.text(text).strip();
    }

    long delaySeconds() {
        return row.number("SQL_Delay");
    }

    /** Whether the applier's coordinator says that it has read everything; its workers may still be busy. */
    boolean hasReadAll() {
        return ApplierWords.hasReadAll(row.text("Replica_SQL_Running_State", "Slave_SQL_Running_State"));
    }

    String relayLogFile() {
        return row.text("Relay_Log_File");
    }

    /** MySQL: 1 for auto position; MariaDB: No, Slave_Pos or Current_Pos. */
    String gtid() {
        return row.text("Auto_Position", "Using_Gtid");
    }

    boolean ssl() {
        return row.isYes("Source_SSL_Allowed", "Master_SSL_Allowed");
    }

    boolean sslVerify() {
        return row.isYes("Source_SSL_Verify_Server_Cert", "Master_SSL_Verify_Server_Cert");
    }
}
