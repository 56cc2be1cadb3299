package io.masterha.binlog.rows;

import io.masterha.binlog.gtid.Gtid;
import java.nio.ByteBuffer;
import java.util.Optional;

/** One thing that a transaction did, as its log tells it. */
public sealed interface LogItem {
    /**
     * A transaction begins.
     *
     * @param at offset of its first event in the file that is read
     * @param second when, in seconds since 1970
     */
    record Begin(Optional<Gtid> gtid, long at, long second) implements LogItem {}

    /**
     * Rows were changed.
     *
     * @param at offset of the event (or of the payload that holds it) in the file that is read
     * @param part which of the events of a payload, counted from 0
     */
    record Rows(RowsEvent event, long at, int part) implements LogItem {}

    /** The statement that changed the rows that come next, if the server logs it. */
    record Announced(String sql) implements LogItem {}

    /**
     * A statement that replicas execute as text: DDL, or any with binlog_format=STATEMENT.
     *
     * @param database the default database; empty if none
     * @param second when it began on the server that first ran it
     */
    record Statement(String database, String sql, long second) implements LogItem {}

    /**
     * A piece of a file that LOAD DATA read, before its statement.
     *
     * @param id by which the statement names it
     */
    record FileData(long id, ByteBuffer bytes) implements LogItem {}

    /** An event that is neither: incidents, what no server of today writes, what cannot be unpacked or decoded. */
    record Other(String name, String why, long at) implements LogItem {}

    /** The transaction ends. */
    record Commit(long second) implements LogItem {}
}
