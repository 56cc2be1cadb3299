package io.masterha.binlog.extract;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.LogError;
import io.masterha.binlog.Problem;
import io.masterha.binlog.frame.EventFrame;
import io.masterha.binlog.frame.EventType;
import io.masterha.binlog.frame.LogEnd;
import io.masterha.binlog.frame.LogReader;
import io.masterha.binlog.node.LogPiece;
import io.masterha.binlog.node.SavedLog;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Reads a {@link VirtualBinlog} from one position on, once; events that two logs both hold come once. */
public final class VirtualCursor implements Closeable {
    private final List<SavedLog> logs;
    private final BinlogPosition stop;
    private BinlogPosition reached;
    private int logIndex = -1;
    private int pieceIndex;
    private long pieceReached;
    /** {@link #stop} as an offset in the piece's file: names of files are compared once for each piece, not for each event. */
    private long stopAt;
    /** In the same way, where the next log takes over. */
    private long nextLogAt;

    private boolean delivering;
    private Optional<LogReader> reader = Optional.empty();
    private Optional<VirtualEvent> event = Optional.empty();

    VirtualCursor(List<SavedLog> logs, BinlogPosition from, BinlogPosition stop) {
        this.logs = logs;
        this.reached = from;
        this.stop = stop;
    }

    /** Steps to the next event; false behind the last one. */
    public boolean next() {
        while (true) {
            if (reader.isEmpty() && !openNext()) {
                return false;
            }
            LogReader open = reader.orElseThrow();
            if (!open.next()) {
                requireCleanEnd(open);
                closeReader();
                continue;
            }
            if (enterPiece(open) && place(open)) {
                return event.isPresent();
            }
        }
    }

    /** The event that {@link #next()} stepped to. */
    public VirtualEvent event() {
        return event.orElseThrow(() -> new NoSuchElementException("next() has not answered true"));
    }

    @Override
    public void close() {
        closeReader();
        event = Optional.empty();
    }

    /** Answers true if the walk may stop here: an event was found, or the end is reached. */
    private boolean place(LogReader open) {
        EventFrame frame = open.frame();
        if (frame.type() == EventType.FORMAT_DESCRIPTION) {
            return false;
        }
        LogPiece piece = logs.get(logIndex).pieces().get(pieceIndex);
        if (frame.endPosition() == 0) {
            return delivering && deliver(piece.file(), pieceReached, pieceReached, open);
        }
        long end = frame.endPosition();
        long start = Math.max(pieceReached, end - (frame.length() - piece.grown()));
        pieceReached = end;
        delivering = false;
        long reachedAt = offsetIn(piece, reached);
        if (end <= reachedAt) {
            return false;
        }
        if (start < reachedAt) {
            throw Problem.of(LogError.POSITION_INSIDE_EVENT, reached + " is not between two events of " + open.path())
                    .why("an event reaches from " + piece.file() + ":" + start + " to " + piece.file() + ":" + end)
                    .next("check that all saved logs come from the same source");
        }
        if (end > stopAt) {
            close();
            logIndex = logs.size();
            return true;
        }
        if (end > nextLogAt) {
            closeReader(); // the next log holds this too, and more
            return false;
        }
        reached = new BinlogPosition(piece.file(), end);
        delivering = true;
        return deliver(piece.file(), start, end, open);
    }

    private boolean deliver(String file, long start, long end, LogReader open) {
        event = Optional.of(new VirtualEvent(file, start, end, open.format().orElseThrow(), open.frame()));
        return true;
    }

    /** A position as an offset in a piece's file: behind or before all of them if it is in a later or an earlier file. */
    private static long offsetIn(LogPiece piece, BinlogPosition position) {
        if (position.file().equals(piece.file())) {
            return position.offset();
        }
        return position.isAfter(new BinlogPosition(piece.file(), 0)) ? Long.MAX_VALUE : Long.MIN_VALUE;
    }

    /** Where a later log takes over: from its start on, it holds all that this one holds. */
    private BinlogPosition nextLogBegins() {
        BinlogPosition first = stop;
        for (int i = logIndex + 1; i < logs.size(); i++) {
            BinlogPosition start = VirtualBinlog.startOf(logs.get(i));
            first = start.isBefore(first) ? start : first;
        }
        return first;
    }

    /** Moves on to the piece in which the current event stands; false if it stands before the first one. */
    private boolean enterPiece(LogReader open) {
        List<LogPiece> pieces = logs.get(logIndex).pieces();
        if (open.offset() < pieces.get(0).offset()) {
            return false;
        }
        while (open.offset()
                >= pieces.get(pieceIndex).offset() + pieces.get(pieceIndex).length()) {
            if (++pieceIndex == pieces.size()) {
                throw damaged(open, "events stand behind its last piece");
            }
            beginPiece(open);
            open.seek(open.offset());
            open.next();
        }
        return true;
    }

    private void beginPiece(LogReader open) {
        LogPiece piece = logs.get(logIndex).pieces().get(pieceIndex);
        open.continueAt(piece.from());
        pieceReached = piece.from();
        stopAt = offsetIn(piece, stop);
        nextLogAt = offsetIn(piece, nextLogBegins());
        delivering = !new BinlogPosition(piece.file(), piece.from()).isBefore(reached);
    }

    private boolean openNext() {
        while (++logIndex < logs.size()) {
            SavedLog log = logs.get(logIndex);
            if (!VirtualBinlog.endOf(log).isAfter(reached)) {
                continue;
            }
            LogReader opened = LogReader.open(Path.of(log.path()));
            reader = Optional.of(opened);
            // The format description comes first; after it the walk may jump to the piece that holds the position.
            if (!opened.next()) {
                requireCleanEnd(opened);
            }
            pieceIndex = 0;
            while (pieceIndex + 1 < log.pieces().size()
                    && isBehind(log.pieces().get(pieceIndex), log.pieces().get(pieceIndex + 1))) {
                pieceIndex++;
            }
            beginPiece(opened);
            opened.seek(log.pieces().get(pieceIndex).offset());
            return true;
        }
        event = Optional.empty();
        return false;
    }

    /** Whether the piece can be skipped: nothing new in it, and no format description between it and the next. */
    private boolean isBehind(LogPiece piece, LogPiece next) {
        return !new BinlogPosition(piece.file(), piece.to()).isAfter(reached)
                && piece.offset() + piece.length() == next.offset();
    }

    private static void requireCleanEnd(LogReader open) {
        LogEnd end = open.end().orElseThrow();
        if (!end.isClean()) {
            throw damaged(open, end.detail());
        }
    }

    private static Problem damaged(LogReader open, String why) {
        return Problem.of(LogError.LOG_DAMAGED, open.path() + " is not the file that was saved")
                .why(why)
                .next("copy it again, or compare its sha256 with the one of the host that saved it");
    }

    private void closeReader() {
        reader.ifPresent(LogReader::close);
        reader = Optional.empty();
    }
}
