package io.masterha.binlog.extract;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.LogError;
import io.masterha.binlog.Problem;
import io.masterha.binlog.Reading;
import io.masterha.binlog.frame.EventType;
import io.masterha.binlog.frame.FormatDescription;
import io.masterha.binlog.frame.LogReader;
import io.masterha.binlog.gtid.GtidEvents;
import io.masterha.binlog.gtid.GtidSet;
import io.masterha.binlog.node.SavedLog;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Saves what a source has logged, from a position or outside a GTID set, to the last complete transaction.
 *
 * <p>Reads any number of files and writes one. What stands behind the last complete transaction is cut off, described
 * in {@link SavedLog#cut()} and kept in {@code <output>.cut}. Memory is bounded for any size of event or transaction.
 */
public final class BinlogExtract {
    private final List<Path> files;
    private final long from;
    private final Optional<GtidSet> exclude;
    private Reading reading = Reading.UNWATCHED;
    private long leastEarly = EarlyCopy.LEAST_BYTES;

    private BinlogExtract(List<Path> files, long from, Optional<GtidSet> exclude) {
        this.files = files;
        this.from = from;
        this.exclude = exclude;
    }

    /**
     * Everything from a position on; it may lie inside a transaction, whose rest is then saved.
     *
     * @param directories where to look for the file; those that follow it are in the same directory
     * @throws Problem LOG_NOT_FOUND, LOG_GAP
     */
    public static BinlogExtract from(List<Path> directories, BinlogPosition position) {
        Path first = BinlogDirectory.find(directories, position.file());
        return new BinlogExtract(BinlogDirectory.from(first), position.offset(), Optional.empty());
    }

    /**
     * Every transaction that is not in the set; anonymous ones count as not in it.
     *
     * @throws Problem LOG_NOT_FOUND; LOG_GAP if transactions outside the set were purged
     */
    public static BinlogExtract outside(List<Path> directories, GtidSet known) {
        List<Path> files = BinlogDirectory.newestRun(directories);
        for (int i = files.size() - 1; i >= 0; i--) {
            Optional<GtidSet> before = loggedBefore(files.get(i));
            if (before.isPresent() && known.contains(before.get())) {
                return new BinlogExtract(files.subList(i, files.size()), LogReader.FIRST_EVENT, Optional.of(known));
            }
        }
        String missing = loggedBefore(files.get(0))
                .map(before -> before.minus(known).toString())
                .orElse("unknown, as it does not say what was logged before it");
        throw Problem.of(LogError.LOG_GAP, "the binary logs do not reach back far enough")
                .why(files.get(0) + " is the oldest, and before it were logged: " + missing)
                .next("save from a position instead");
    }

    /** Tells somebody how far it is. */
    public BinlogExtract watchedBy(Reading watcher) {
        reading = watcher;
        return this;
    }

    /** From how many complete bytes on the copy begins before the walk has ended. */
    BinlogExtract copiesFrom(long bytes) {
        leastEarly = bytes;
        return this;
    }

    /** Cuts, writes {@code output} and its description {@code <output>.json}. Empty pieces: there was nothing to save. */
    public SavedLog save(Path output) {
        try (EarlyCopy copy = EarlyCopy.to(output.toAbsolutePath(), leastEarly)) {
            BinlogScan scan = new BinlogScan(files, from, exclude, reading, copy);
            SavePlan plan = scan.scan();
            FormatDescription format = scan.format().orElseThrow(() -> Problem.of(
                            LogError.LOG_DAMAGED,
                            "no readable binary log in " + files.get(0).getParent())
                    .why(files + " have no whole format description"));
            return new LogSaver(reading).save(plan, output, format, copy);
        }
    }

    /** Reads everything and writes nothing; the answer has no path and no pieces, but counts and what would be cut. */
    public SavedLog test() {
        return new BinlogScan(files, from, exclude, reading, EarlyCopy.none())
                .scan()
                .unwritten();
    }

    /** The set in a file's head; the empty set for a file of a server without GTIDs is no answer. */
    private static Optional<GtidSet> loggedBefore(Path path) {
        try (LogReader reader = LogReader.open(path)) {
            while (reader.next()) {
                Optional<GtidSet> set = GtidEvents.setOf(reader.frame());
                if (set.isPresent()) {
                    return set;
                }
                if (reader.type() != EventType.FORMAT_DESCRIPTION) {
                    break;
                }
            }
            return Optional.empty();
        }
    }
}
