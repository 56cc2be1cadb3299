package io.masterha.binlog.extract;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.LogError;
import io.masterha.binlog.Problem;
import io.masterha.binlog.Reading;
import io.masterha.binlog.frame.Checksum;
import io.masterha.binlog.frame.EventFrame;
import io.masterha.binlog.frame.EventType;
import io.masterha.binlog.frame.FormatDescription;
import io.masterha.binlog.frame.LogEnd;
import io.masterha.binlog.frame.LogReader;
import io.masterha.binlog.frame.Sizes;
import io.masterha.binlog.gtid.GtidEvents;
import io.masterha.binlog.gtid.GtidSet;
import io.masterha.binlog.node.SavedLog;
import io.masterha.binlog.transaction.TransactionBoundary;
import io.masterha.binlog.transaction.TransactionBoundary.Step;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Walks over a source's binary logs once and decides what is saved and what is cut.
 *
 * <p>Copies nothing, but tells a copy that follows it what is complete. Millions of events go through {@link #take}: no objects there.
 */
final class BinlogScan {
    /** Length of an XID event: header, the transaction's number, checksum. */
    private static final int COMMIT_BYTES = EventFrame.HEADER + Long.BYTES + Checksum.CRC32.bytes();

    private final List<Path> files;
    private final Optional<GtidSet> exclude;
    private final Reading reading;
    private final StretchList stretches = new StretchList();
    private final TransactionBoundary boundary = new TransactionBoundary();
    private final TransactionTally tally = new TransactionTally();
    private BinlogPosition from;
    private final EarlyCopy copy;
    private String completeFile;
    private long complete;
    private boolean startsInside;
    private boolean skipping;
    private String file;
    private long transactionStart;
    private Optional<FormatDescription> format = Optional.empty();
    private Optional<Stretch> torn = Optional.empty();
    private String damage = "";
    private String cutReason = "";

    /**
     * @param from where to begin in the first of the files
     * @param copy is told as soon as something is complete
     */
    BinlogScan(List<Path> files, long from, Optional<GtidSet> exclude, Reading reading, EarlyCopy copy) {
        this.files = files;
        this.exclude = exclude;
        this.reading = reading;
        this.copy = copy;
        this.file = nameOf(files.get(0));
        this.from = new BinlogPosition(file, Math.max(from, LogReader.FIRST_EVENT));
        this.completeFile = file;
        this.complete = this.from.offset();
        this.transactionStart = this.from.offset();
    }

    SavePlan scan() {
        reading.begin("reading the binary logs", Sizes.of(files) - from.offset());
        for (int i = 0; i < files.size(); i++) {
            boolean last = i == files.size() - 1;
            if (!scanFile(files.get(i), i == 0, last) && !last) {
                break;
            }
        }
        List<Stretch> cut = stretches.cut();
        copy.end(stretches);
        List<Stretch> unfinished = boundary.isInside() && !skipping ? cut : List.of();
        BinlogPosition to = tally.count() == 0 ? from : new BinlogPosition(completeFile, complete);
        return new SavePlan(from, to, stretches.stretches(), startsInside, tally, unfinished, torn, cutReason, damage);
    }

    /** The first file's format description; empty if it has none. */
    Optional<FormatDescription> format() {
        return format;
    }

    /** Answers whether the next file goes on where this one ends. */
    private boolean scanFile(Path path, boolean first, boolean last) {
        file = nameOf(path);
        try (LogReader reader = LogReader.open(path, reading)) {
            if (!first) {
                stretches.cut(); // a transaction that did not end with its file was rolled back by the restart
                boundary.reset();
            }
            boolean crashed = false;
            if (first && from.offset() > LogReader.FIRST_EVENT) {
                crashed = goTo(reader, path);
            }
            while (reader.next()) {
                if (reader.type() == EventType.FORMAT_DESCRIPTION) {
                    crashed = reader.has(EventFrame.FLAG_IN_USE);
                    format = format.isEmpty() ? reader.format() : format;
                    continue;
                }
                take(reader, reader.format().orElseThrow(), path);
            }
            boolean goesOn = handleEnd(reader, path, crashed, first, last);
            if (last || !goesOn) {
                describeCut(); // while the reader is open: the name of a long transaction is far behind its buffer
            }
            return goesOn;
        }
    }

    private void take(LogReader event, FormatDescription description, Path path) {
        boolean wasInside = boundary.isInside();
        Step step = boundary.next(event);
        if (step == Step.BEGINS || step == Step.ALONE) {
            if (wasInside) {
                stretches.cut();
            }
            transactionStart = event.offset();
            skipping = exclude.isPresent() && isExcluded(event.frame());
        }
        if (EventType.isHousekeeping(event.type())) {
            return;
        }
        long end = event.offset() + event.length();
        if (!skipping) {
            stretches.add(path, description, event.offset(), end, file, event.offset(), end);
        }
        if (step == Step.COMPLETES || step == Step.ALONE) {
            complete = end;
            completeFile = file;
            if (!skipping) {
                stretches.mark();
                tally.add(event.timestampSeconds(), boundary.gtid());
                reading.transactions(tally.count());
                copy.follow(stretches, from.offset());
            }
            skipping = false;
        }
    }

    private boolean isExcluded(EventFrame event) {
        GtidSet known = exclude.orElseThrow();
        return GtidEvents.transactionOf(event).map(known::contains).orElse(false);
    }

    /** Goes to the start position; answers whether the file is marked as not closed. */
    private boolean goTo(LogReader reader, Path path) {
        if (from.offset() > reader.size()) {
            throw Problem.of(LogError.POSITION_NOT_FOUND, path + " does not reach up to " + from)
                    .why("it has " + reader.size()
                            + " bytes: the replica has received more than the source's disk kept")
                    .next("check sync_binlog on the source; nothing is missing on the replica, it is ahead");
        }
        requireReadable(reader.next(), reader, path);
        boolean crashed = reader.has(EventFrame.FLAG_IN_USE);
        format = reader.format();
        if (jumpsToTransaction(reader)) {
            return crashed;
        }
        reader.seek(LogReader.FIRST_EVENT);
        reader.verifyChecksums(false); // what the replica has already is none of our business
        long reached = LogReader.FIRST_EVENT;
        long transactionBegins = 0;
        while (reached < from.offset() && reader.next()) {
            if (boundary.next(reader) == Step.BEGINS) {
                transactionBegins = reader.offset();
            }
            reached = reader.offset() + reader.length();
        }
        if (reached >= from.offset() && boundary.isInside() && isUncertain(reader, reached)) {
            from = new BinlogPosition(from.file(), transactionBegins);
            boundary.reset();
            reader.seek(transactionBegins);
            reader.verifyChecksums(true);
            return crashed;
        }
        if (reached != from.offset()) {
            reader.end().filter(LogEnd::isUnreadable).ifPresent(end -> refuse(end, path));
            LogEnd.Kind kind = reader.end().map(LogEnd::kind).orElse(LogEnd.Kind.CLEAN);
            throw Problem.of(LogError.POSITION_INSIDE_EVENT, from + " is not between two events of " + path)
                    .why(
                            kind == LogEnd.Kind.CLEAN
                                    ? "an event reaches from " + reader.offset() + " to " + reached
                                    : "the file cannot be read up to there: "
                                            + reader.end().orElseThrow().detail())
                    .next("check that the file belongs to this source and the position to this file");
        }
        startsInside = boundary.isInside();
        reader.verifyChecksums(true);
        return crashed;
    }

    /**
     * Spares the walk to the start: an event with a right checksum and a GTID stands there, so a transaction begins
     * there; or a commit with a right checksum ends there. Without checksum anything could look like an event.
     */
    private boolean jumpsToTransaction(LogReader reader) {
        if (reader.format().orElseThrow().checksum() == Checksum.NONE) {
            return false;
        }
        reader.seek(from.offset());
        boolean found = (from.offset() < reader.size() && reader.next() && EventType.isGtid(reader.type()))
                || endsTransaction(reader);
        if (found) {
            reader.seek(from.offset());
        }
        return found;
    }

    private boolean endsTransaction(LogReader reader) {
        long begin = from.offset() - COMMIT_BYTES;
        if (begin < LogReader.FIRST_EVENT) {
            return false;
        }
        reader.seek(begin);
        return reader.next() && reader.type() == EventType.XID && reader.length() == COMMIT_BYTES;
    }

    /**
     * Whether a replica cannot know for sure where inside the transaction it stopped: MariaDB is not sent every event,
     * unpacks compressed ones, and from 11.8 on finds no positions there. The saved log then begins with the transaction.
     */
    private boolean isUncertain(LogReader reader, long reached) {
        return reader.format().orElseThrow().serverVersion().contains("MariaDB")
                && (reached > from.offset() || reader.endPosition() == 0);
    }

    private void requireReadable(boolean read, LogReader reader, Path path) {
        if (!read) {
            refuse(reader.end().orElseThrow(), path);
        }
    }

    private boolean handleEnd(LogReader reader, Path path, boolean crashed, boolean first, boolean last) {
        LogEnd end = reader.end().orElseThrow();
        if (end.isClean()) {
            return true;
        }
        if (end.isUnreadable() && first) {
            refuse(end, path);
        }
        if (last && reader.size() < LogReader.FIRST_EVENT) {
            return true; // the crash came between creating the file and writing to it
        }
        boolean unfinishedWrite = end.kind() == LogEnd.Kind.TRUNCATED_EVENT || end.kind() == LogEnd.Kind.ZERO_TAIL;
        if (!last && unfinishedWrite && crashed) {
            return true;
        }
        String where = file + ":" + end.offset();
        if (end.kind() != LogEnd.Kind.ZERO_TAIL && !end.isUnreadable() && format.isPresent()) {
            torn = Optional.of(
                    new Stretch(path, end.offset(), reader.size(), format.get(), file, end.offset(), reader.size()));
        }
        if (!unfinishedWrite || !last) {
            damage = end.detail() + "; " + (reader.size() - end.offset()) + " bytes from " + where + " on are not saved"
                    + (last ? "" : SavedLog.MORE_FILES);
        }
        cutReason = end.detail();
        return false;
    }

    private static void refuse(LogEnd end, Path path) {
        boolean encrypted =
                end.kind() == LogEnd.Kind.ENCRYPTED_BY_MYSQL || end.kind() == LogEnd.Kind.ENCRYPTED_BY_MARIADB;
        LogError error = encrypted
                ? LogError.LOG_ENCRYPTED
                : end.kind() == LogEnd.Kind.NOT_A_BINLOG ? LogError.LOG_NOT_A_BINLOG : LogError.LOG_DAMAGED;
        throw Problem.of(error, path + (encrypted ? " is encrypted" : " cannot be read as a binary log"))
                .why(end.detail())
                .next(
                        encrypted
                                ? "only the server itself can read it: fail over without it, or start the server read-only"
                                : "xxd " + path + " | head -2");
    }

    private void describeCut() {
        if (boundary.isInside() && !skipping) {
            String name = boundary.gtid()
                    .flatMap(GtidEvents::transactionOf)
                    .map(gtid -> " " + gtid)
                    .orElse("");
            String unfinished = "unfinished transaction" + name + " at " + file + ":" + transactionStart;
            cutReason = cutReason.isEmpty() ? unfinished : unfinished + "; " + cutReason;
        }
    }

    private static String nameOf(Path path) {
        return path.getFileName().toString();
    }
}
