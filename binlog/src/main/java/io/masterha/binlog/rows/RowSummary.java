package io.masterha.binlog.rows;

import java.util.List;

/**
 * What a saved log holds.
 *
 * @param transactions how many complete ones
 * @param gtids their GTIDs; empty without
 * @param firstSecond when the first began, seconds since 1970; 0 if there is none
 * @param lastSecond when the last one ended
 * @param statements how many statements are logged as text
 * @param notDecoded what could not be written as rows or statements, and why; empty if everything was
 */
public record RowSummary(
        long transactions,
        String gtids,
        long firstSecond,
        long lastSecond,
        List<Table> tables,
        long statements,
        List<String> notDecoded) {
    public RowSummary {
        tables = List.copyOf(tables);
        notDecoded = List.copyOf(notDecoded);
    }

    /**
     * Changes of one table.
     *
     * @param file name of its CSV file
     * @param hasNames whether the columns' names are known
     * @param hasSigns whether it is known which numbers have no sign; if not, large ones look negative
     */
    public record Table(
            String name, String file, long inserted, long updated, long deleted, boolean hasNames, boolean hasSigns) {}
}
