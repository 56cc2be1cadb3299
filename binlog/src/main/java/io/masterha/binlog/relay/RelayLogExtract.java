package io.masterha.binlog.relay;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.LogError;
import io.masterha.binlog.Problem;
import io.masterha.binlog.Reading;
import io.masterha.binlog.extract.LogSaver;
import io.masterha.binlog.extract.SavePlan;
import io.masterha.binlog.frame.FormatDescription;
import io.masterha.binlog.frame.LogReader;
import io.masterha.binlog.node.SavedLog;
import java.nio.file.Path;
import java.util.List;

/**
 * Saves what a replica has received between two positions of its source, into one valid binary log.
 *
 * <p>Both positions may lie inside a transaction: nothing is cut, because another log goes on there. Where the relay
 * logs cannot tell a start inside a transaction (MariaDB 11.8), the saved log begins with the transaction.
 */
public final class RelayLogExtract {
    private final List<Path> files;
    private final BinlogPosition from;
    private final BinlogPosition to;
    private Reading reading = Reading.UNWATCHED;

    private RelayLogExtract(List<Path> files, BinlogPosition from, BinlogPosition to) {
        this.files = files;
        this.from = from;
        this.to = to;
    }

    /**
     * @param index the relay log index file
     * @param from where to begin in the source's log
     * @param to where to end: at most what the replica has received
     */
    public static RelayLogExtract between(Path index, BinlogPosition from, BinlogPosition to) {
        return new RelayLogExtract(RelayLogIndex.read(index), from, to);
    }

    /** The same for relay logs given in order. */
    public static RelayLogExtract between(List<Path> files, BinlogPosition from, BinlogPosition to) {
        return new RelayLogExtract(List.copyOf(files), from, to);
    }

    /** Tells somebody how far it is. */
    public RelayLogExtract watchedBy(Reading watcher) {
        reading = watcher;
        return this;
    }

    /**
     * Copies the events; writes {@code output} and {@code <output>.json}. Empty pieces if both positions are the same.
     *
     * @throws Problem LOG_GAP if the relay logs begin behind {@code from} or end before {@code to},
     *     POSITION_INSIDE_EVENT
     */
    public SavedLog save(Path output) {
        Found found = find();
        return new LogSaver(reading).save(found.plan, output, found.format);
    }

    /** Finds out whether the stretch is there, and writes nothing: no path, no pieces, only counts. */
    public SavedLog test() {
        return find().plan.unwritten();
    }

    private record Found(SavePlan plan, FormatDescription format) {}

    private Found find() {
        EarlySelection early = new EarlySelection(from, to, reading);
        RelayLogs logs = RelayLogs.back(files, from, to.file(), reading, early);
        requireCovered(logs);
        RelaySelection selection = early.result()
                .orElseGet(() -> RelaySelection.of(logs.segments(), from, to, reading, logs.hasUnplaced()));
        return new Found(selection.plan(), selection.format().orElseGet(this::anyFormat));
    }

    private void requireCovered(RelayLogs logs) {
        if (logs.begin().isEmpty() || logs.begin().get().isAfter(from)) {
            throw Problem.of(LogError.LOG_GAP, "the relay logs do not reach back to " + from)
                    .why(logs.begin()
                            .map(begin -> "they begin at " + begin)
                            .orElse("they hold no events of the source"))
                    .next("set relay_log_purge=0 and purge with purge-relay-logs");
        }
        boolean openEnd = logs.isOpenEnded()
                && logs.damage().isEmpty()
                && to.file().equals(logs.received().file());
        if (to.isAfter(logs.received()) && !openEnd) {
            String damage = logs.damage().isEmpty() ? "" : "; " + logs.damage();
            throw Problem.of(LogError.LOG_GAP, "the relay logs do not reach up to " + to)
                    .why("they end at " + logs.received() + damage)
                    .next("stop the receiver first, and take its position after that");
        }
    }

    private FormatDescription anyFormat() {
        for (Path file : files) {
            try (LogReader reader = LogReader.open(file)) {
                if (reader.next()) {
                    return reader.format().orElseThrow();
                }
            }
        }
        throw Problem.of(LogError.LOG_DAMAGED, "no relay log is readable: " + files);
    }
}
