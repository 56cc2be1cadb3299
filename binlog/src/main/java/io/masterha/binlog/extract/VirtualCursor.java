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
        LogPiece piece = logs.get(logIndex).pieces().get(pieceIndex);
        if (frame.type() == EventType.FORMAT_DESCRIPTION) {
            return false;
        }
        long end = frame.endPosition();
        long start = end - (frame.length() - piece.grown());
        if (end == 0 || start < 0) {
            throw damaged(open, "the " + frame + " has no position in " + piece.file());
        }
        BinlogPosition from = new BinlogPosition(piece.file(), start);
        BinlogPosition to = new BinlogPosition(piece.file(), end);
        if (!to.isAfter(reached)) {
            return false;
        }
        if (from.isBefore(reached)) {
            throw Problem.of(LogError.POSITION_INSIDE_EVENT, reached + " is not between two events of " + open.path())
                    .why("an event reaches there from " + from + " to " + to);
        }
        if (to.isAfter(stop)) {
            event = Optional.empty();
            close();
            logIndex = logs.size();
            return true;
        }
        reached = to;
        event = Optional.of(
                new VirtualEvent(piece.file(), start, end, open.format().orElseThrow(), frame));
        return true;
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
            open.continueAt(pieces.get(pieceIndex).from());
            open.seek(open.offset());
            open.next();
        }
        return true;
    }

    private boolean openNext() {
        while (++logIndex < logs.size()) {
            List<LogPiece> pieces = logs.get(logIndex).pieces();
            BinlogPosition end = VirtualBinlog.endOf(logs.get(logIndex));
            if (pieces.isEmpty() || !end.isAfter(reached)) {
                continue;
            }
            LogReader opened = LogReader.open(Path.of(logs.get(logIndex).path()));
            reader = Optional.of(opened);
            // The format description comes first; after it the walk may jump to the piece that holds the position.
            if (!opened.next()) {
                requireCleanEnd(opened);
            }
            pieceIndex = 0;
            while (pieceIndex + 1 < pieces.size()
                    && !new BinlogPosition(
                                    pieces.get(pieceIndex).file(),
                                    pieces.get(pieceIndex).to())
                            .isAfter(reached)
                    && opened.format().isPresent()) {
                pieceIndex++;
            }
            opened.continueAt(pieces.get(pieceIndex).from());
            opened.seek(pieces.get(pieceIndex).offset());
            return true;
        }
        event = Optional.empty();
        return false;
    }

    private void requireCleanEnd(LogReader open) {
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
