package io.masterha.binlog.extract;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.node.SavedLog;
import java.util.List;
import java.util.Optional;

/**
 * What a scan found: what is to be saved, and what is to be kept aside.
 *
 * @param from where the saved log is to begin
 * @param to up to where it holds everything that is to be saved
 * @param kept what to copy; may be empty though there is something to report
 * @param startsInside whether the first event goes on with a transaction that began before
 * @param tally the complete transactions in it
 * @param cut complete events behind them, of a transaction without an end
 * @param torn bytes behind the last complete event that are no whole event; kept aside too
 * @param cutReason what was cut, with position and GTID; empty if nothing was
 * @param damage why the logs could not be read to their end; empty if nothing but an unfinished write is there
 */
public record SavePlan(
        BinlogPosition from,
        BinlogPosition to,
        List<Stretch> kept,
        boolean startsInside,
        TransactionTally tally,
        List<Stretch> cut,
        Optional<Stretch> torn,
        String cutReason,
        String damage) {
    public SavePlan {
        kept = List.copyOf(kept);
        cut = List.copyOf(cut);
    }

    /** What a saved log would be described by, for one that is not written: without a path and without pieces. */
    public SavedLog unwritten() {
        return new SavedLog(
                "",
                kept.stream().mapToLong(Stretch::length).sum(),
                "",
                List.of(),
                startsInside,
                tally.count(),
                tally.gtids(),
                tally.firstSecond(),
                tally.lastSecond(),
                cutReason,
                "",
                damage);
    }
}
