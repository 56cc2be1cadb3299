package io.masterha.binlog.extract;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.LogError;
import io.masterha.binlog.Problem;
import io.masterha.binlog.node.LogPiece;
import io.masterha.binlog.node.SavedLog;
import io.masterha.binlog.transaction.TransactionBoundary;
import io.masterha.binlog.transaction.TransactionBoundary.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * The failed source's binary log as one stream under its original file names and positions, put together from saved
 * files: each goes on where the former ended, or overlaps it and then takes over from its own start on; the stream ends
 * with the last complete transaction.
 *
 * <pre>{@code
 * VirtualBinlog binlog = VirtualBinlog.of(logs);
 * try (VirtualCursor cursor = binlog.from(position)) {
 *     while (cursor.next()) {
 *         send(cursor.event());
 *     }
 * }
 * }</pre>
 */
public final class VirtualBinlog {
    private final List<SavedLog> logs;
    private final BinlogPosition start;
    private final BinlogPosition end;
    private final long transactions;

    private VirtualBinlog(List<SavedLog> logs, BinlogPosition start, BinlogPosition end, long transactions) {
        this.logs = logs;
        this.start = start;
        this.end = end;
        this.transactions = transactions;
    }

    /**
     * Joins saved files, at their paths on this host, in order. Reads all of them once to verify every checksum and to
     * find the last complete transaction.
     *
     * @throws Problem LOG_GAP if a file begins behind the end of the one before it, LOG_NOT_FOUND or LOG_DAMAGED if one
     *     cannot be read to its end, POSITION_INSIDE_EVENT if two do not agree where events begin
     */
    public static VirtualBinlog of(List<SavedLog> savedLogs) {
        List<SavedLog> logs = withoutCovered(savedLogs);
        if (logs.isEmpty()) {
            throw Problem.of(LogError.LOG_NOT_FOUND, "there is nothing to join")
                    .why(savedLogs.size() + " saved logs, none of them with events");
        }
        BinlogPosition start = startOf(logs.get(0));
        requireNoGap(logs);
        BinlogPosition complete = start;
        long transactions = 0;
        TransactionBoundary boundary = new TransactionBoundary();
        if (logs.get(0).startsInside()) {
            boundary.resumeInside();
        }
        try (VirtualCursor cursor = new VirtualCursor(logs, start, endOf(logs))) {
            String file = start.file();
            while (cursor.next()) {
                VirtualEvent event = cursor.event();
                if (!event.file().equals(file)) {
                    // No transaction reaches over the end of a source's file.
                    boundary.reset();
                    file = event.file();
                }
                Step step = boundary.next(event.frame());
                if (step == Step.COMPLETES || step == Step.ALONE) {
                    transactions++;
                    complete = event.endPosition();
                }
            }
        }
        return new VirtualBinlog(logs, start, complete, transactions);
    }

    /** All events from a position of the source on; positions before {@link #start()} give everything there is. */
    public VirtualCursor from(BinlogPosition position) {
        return new VirtualCursor(logs, position, end);
    }

    /** Where the first log was asked to begin. */
    public BinlogPosition start() {
        return start;
    }

    /** Where the last complete transaction ends; equals {@link #start()} if there is none. */
    public BinlogPosition end() {
        return end;
    }

    /** How many complete transactions there are; a first one of which only the end is there counts too. */
    public long transactions() {
        return transactions;
    }

    /** How many of the source's bytes lie between {@link #start()} and a position. */
    public long bytesUpTo(BinlogPosition position) {
        long sum = 0;
        BinlogPosition covered = start;
        for (SavedLog log : logs) {
            for (LogPiece piece : log.pieces()) {
                boolean goesOn = piece.file().equals(covered.file());
                long from = goesOn ? Math.max(piece.from(), covered.offset()) : piece.from();
                BinlogPosition end = new BinlogPosition(piece.file(), piece.to());
                if (end.isAfter(covered)) {
                    long to = end.isAfter(position)
                            ? (piece.file().equals(position.file()) ? position.offset() : from)
                            : piece.to();
                    sum += Math.max(0, to - from);
                    covered = end;
                }
            }
        }
        return sum;
    }

    static BinlogPosition startOf(SavedLog log) {
        LogPiece first = log.pieces().get(0);
        return new BinlogPosition(first.file(), first.from());
    }

    static BinlogPosition endOf(SavedLog log) {
        LogPiece last = log.pieces().get(log.pieces().size() - 1);
        return new BinlogPosition(last.file(), last.to());
    }

    /** Leaves out empty logs, and those that reach no further than one before them. */
    private static List<SavedLog> withoutCovered(List<SavedLog> savedLogs) {
        List<SavedLog> logs = new ArrayList<>();
        for (SavedLog log : savedLogs) {
            if (!log.isEmpty() && (logs.isEmpty() || endOf(log).isAfter(endOf(logs)))) {
                logs.add(log);
            }
        }
        return logs;
    }

    private static BinlogPosition endOf(List<SavedLog> logs) {
        return logs.stream()
                .map(VirtualBinlog::endOf)
                .max(BinlogPosition::compareTo)
                .orElseThrow();
    }

    private static void requireNoGap(List<SavedLog> logs) {
        BinlogPosition covered = startOf(logs.get(0));
        for (SavedLog log : logs) {
            if (startOf(log).isAfter(covered)) {
                throw Problem.of(LogError.LOG_GAP, "the saved logs do not meet")
                        .why("they reach up to " + covered + ", and " + log.path() + " begins at " + startOf(log))
                        .next("save the log again from " + covered);
            }
            covered = endOf(log).isAfter(covered) ? endOf(log) : covered;
        }
    }
}
