package io.masterha.binlog.extract;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Reading;
import io.masterha.binlog.extract.LogWriter.Written;
import io.masterha.binlog.frame.Checksum;
import io.masterha.binlog.frame.FormatDescription;
import io.masterha.binlog.frame.LogReader;
import io.masterha.binlog.node.LogPiece;
import io.masterha.binlog.node.SavedLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes what a plan names into one valid binary log, with a description of it beside ({@code .json}).
 *
 * <p>All events carry the same checksum: CRC32 if the inputs differ.
 */
public final class LogSaver {
    private final Reading reading;

    /** @param reading is told how far it is */
    public LogSaver(Reading reading) {
        this.reading = reading;
    }

    /** Copies the plan's events; answers what was written. Writes nothing if the plan reaches no further than it begins. */
    public SavedLog save(SavePlan plan, Path output, FormatDescription fallback) {
        return save(plan, output, fallback, EarlyCopy.none());
    }

    /** The same; a part may have been copied already. */
    SavedLog save(SavePlan plan, Path output, FormatDescription fallback, EarlyCopy early) {
        Path target = output.toAbsolutePath();
        reading.begin(
                "saving",
                plan.kept().stream().mapToLong(Stretch::length).sum(),
                plan.tally().count());
        boolean hasCut = !plan.cut().isEmpty() || plan.torn().isPresent();
        String cutPath = hasCut ? target + ".cut" : "";
        if (hasCut) {
            write(plan.cut(), plan.torn(), Path.of(cutPath), fallback, false);
        }
        Written written = Written.NOTHING;
        if (plan.to().isAfter(plan.from())) {
            written = early.finish(reading)
                    .orElseGet(() -> write(plan.kept(), Optional.empty(), target, fallback, startsAtHead(plan.from())));
        }
        SavedLog saved = new SavedLog(
                written.path(),
                written.bytes(),
                written.sha256(),
                written.path().isEmpty() ? List.of() : coordinates(plan, written),
                plan.startsInside(),
                plan.tally().count(),
                plan.tally().gtids(),
                plan.tally().firstSecond(),
                plan.tally().lastSecond(),
                plan.cutReason(),
                cutPath,
                plan.damage());
        SavedLogFile.write(saved, target);
        return saved;
    }

    private Written write(
            List<Stretch> stretches,
            Optional<Stretch> torn,
            Path target,
            FormatDescription fallback,
            boolean fromHead) {
        FormatDescription format =
                stretches.isEmpty() ? fallback : stretches.get(0).format();
        try (LogWriter writer = new LogWriter(target, format, commonChecksum(stretches, format), fromHead)) {
            stretches.forEach(stretch -> writer.add(stretch, reading));
            torn.ifPresent(bytes -> writer.addBytes(bytes, reading));
            return writer.finish();
        }
    }

    private static Checksum commonChecksum(List<Stretch> stretches, FormatDescription first) {
        boolean same = stretches.stream().allMatch(stretch -> stretch.format().checksum() == first.checksum());
        return same ? first.checksum() : Checksum.CRC32;
    }

    /** Puts in where each piece begins, so that the first begins where the log was asked to, and the last ends at its end. */
    private static List<LogPiece> coordinates(SavePlan plan, Written saved) {
        List<LogPiece> written = saved.pieces();
        List<LogPiece> pieces = new ArrayList<>();
        BinlogPosition from = plan.from();
        long head = written.isEmpty() ? saved.bytes() : written.get(0).offset();
        if (written.isEmpty() || !written.get(0).file().equals(from.file())) {
            pieces.add(new LogPiece(from.file(), from.offset(), from.offset(), head, 0, 0));
        }
        for (LogPiece piece : written) {
            boolean goesOn = piece.file().equals(from.file());
            long begin = goesOn ? from.offset() : LogReader.FIRST_EVENT;
            pieces.add(new LogPiece(piece.file(), begin, piece.to(), piece.offset(), piece.length(), piece.grown()));
            from = new BinlogPosition(piece.file(), piece.to());
        }
        LogPiece last = pieces.get(pieces.size() - 1);
        long end = last.offset() + last.length();
        if (!last.file().equals(plan.to().file())) {
            pieces.add(new LogPiece(
                    plan.to().file(), LogReader.FIRST_EVENT, plan.to().offset(), end, 0, 0));
        } else if (plan.to().offset() > last.to()) {
            pieces.set(
                    pieces.size() - 1,
                    new LogPiece(
                            last.file(), last.from(), plan.to().offset(), last.offset(), last.length(), last.grown()));
        }
        return pieces;
    }

    private static boolean startsAtHead(BinlogPosition from) {
        return from.offset() <= LogReader.FIRST_EVENT;
    }
}
