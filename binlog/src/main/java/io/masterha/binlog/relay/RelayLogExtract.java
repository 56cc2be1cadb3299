package io.masterha.binlog.relay;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.LogError;
import io.masterha.binlog.Problem;
import io.masterha.binlog.extract.LogSaver;
import io.masterha.binlog.extract.SavePlan;
import io.masterha.binlog.extract.Stretch;
import io.masterha.binlog.extract.StretchList;
import io.masterha.binlog.extract.TransactionTally;
import io.masterha.binlog.frame.EventFrame;
import io.masterha.binlog.frame.FormatDescription;
import io.masterha.binlog.frame.LogReader;
import io.masterha.binlog.node.SavedLog;
import io.masterha.binlog.transaction.TransactionBoundary;
import io.masterha.binlog.transaction.TransactionBoundary.Step;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Saves what a replica has received between two positions of its source, into one valid binary log.
 *
 * <p>Both positions may lie inside a transaction: nothing is cut, because another log goes on there.
 */
public final class RelayLogExtract {
    private final List<Path> files;
    private final BinlogPosition from;
    private final BinlogPosition to;

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

    /**
     * Copies the events; writes {@code output} and {@code <output>.json}. Empty pieces if both positions are the same.
     *
     * @throws Problem LOG_GAP if the relay logs begin behind {@code from} or end before {@code to},
     *     POSITION_INSIDE_EVENT
     */
    public SavedLog save(Path output) {
        Found found = find();
        return new LogSaver().save(found.plan, output, found.format);
    }

    /** Finds out whether the stretch is there, and writes nothing: no path, no pieces, only counts. */
    public SavedLog test() {
        SavePlan plan = find().plan;
        TransactionTally tally = plan.tally();
        return new SavedLog(
                "",
                plan.kept().stream().mapToLong(Stretch::length).sum(),
                "",
                List.of(),
                plan.startsInside(),
                tally.count(),
                tally.gtids(),
                tally.firstSecond(),
                tally.lastSecond(),
                "",
                "",
                plan.damage());
    }

    private record Found(SavePlan plan, FormatDescription format) {}

    private Found find() {
        RelayLogs logs = RelayLogs.back(files, from, to.file());
        requireCovered(logs);
        TransactionBoundary boundary = new TransactionBoundary();
        TransactionTally tally = new TransactionTally();
        StretchList stretches = new StretchList();
        Optional<FormatDescription> format = Optional.empty();
        boolean startsInside = false;
        boolean begun = false;
        String file = "";
        for (Stretch segment : logs.segments()) {
            if (new BinlogPosition(segment.file(), segment.from()).compareTo(to) >= 0) {
                break;
            }
            if (!segment.file().equals(file)) {
                boundary.reset();
                file = segment.file();
            }
            format = Optional.of(segment.format());
            try (LogReader reader = LogReader.open(segment.path())) {
                reader.resume(segment.format(), segment.start());
                reader.continueAt(segment.from());
                while (reader.offset() + reader.length() < segment.end() && next(reader)) {
                    EventFrame event = reader.frame();
                    if (!isWanted(event, file)) {
                        boundary.next(event);
                        continue;
                    }
                    if (new BinlogPosition(file, event.endPosition()).isAfter(to)) {
                        break;
                    }
                    startsInside = begun ? startsInside : boundary.isInside();
                    begun = true;
                    long start = event.endPosition() - event.length();
                    stretches.add(segment.path(), segment.format(), event, file, start, event.endPosition());
                    Step step = boundary.next(event);
                    if (step == Step.COMPLETES || step == Step.ALONE) {
                        tally.add(event, boundary.gtid());
                    }
                }
            }
        }
        stretches.mark();
        SavePlan plan =
                new SavePlan(from, to, stretches.stretches(), startsInside, tally, List.of(), Optional.empty(), "", "");
        return new Found(plan, format.orElseGet(this::anyFormat));
    }

    private static boolean next(LogReader reader) {
        if (!reader.next()) {
            throw Problem.of(LogError.LOG_UNREADABLE, reader.path() + " changed while it was read");
        }
        return true;
    }

    /** Whether the event lies behind the start; refuses a position inside of it. */
    private boolean isWanted(EventFrame event, String file) {
        long end = event.endPosition();
        requireOutside(from, file, end - event.length(), end);
        requireOutside(to, file, end - event.length(), end);
        return new BinlogPosition(file, end).isAfter(from);
    }

    private static void requireOutside(BinlogPosition position, String file, long start, long end) {
        if (position.file().equals(file) && position.offset() > start && position.offset() < end) {
            throw Problem.of(LogError.POSITION_INSIDE_EVENT, position + " is not between two events")
                    .why("an event reaches from " + start + " to " + end)
                    .next("check that both replicas follow the same source");
        }
    }

    private void requireCovered(RelayLogs logs) {
        if (logs.begin().isEmpty() || logs.begin().get().isAfter(from)) {
            throw Problem.of(LogError.LOG_GAP, "the relay logs do not reach back to " + from)
                    .why(logs.begin()
                            .map(begin -> "they begin at " + begin)
                            .orElse("they hold no events of the source"))
                    .next("set relay_log_purge=0 and purge with purge-relay-logs");
        }
        if (to.isAfter(logs.received())) {
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
