package io.masterha.binlog.extract;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.LogError;
import io.masterha.binlog.Problem;
import io.masterha.binlog.Reading;
import io.masterha.binlog.frame.Checksum;
import io.masterha.binlog.frame.EventCopier;
import io.masterha.binlog.frame.FormatDescription;
import io.masterha.binlog.frame.LogOutput;
import io.masterha.binlog.frame.LogReader;
import io.masterha.binlog.node.LogPiece;
import io.masterha.binlog.node.SavedLog;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes stretches of events into one valid binary log, with a description of it beside ({@code .json}).
 *
 * <p>The format description stands once at the head; a second one only where the server's version changed between two
 * input files. All events carry the same checksum: CRC32 if the inputs differ.
 */
public final class LogSaver {
    private static final byte[] MAGIC = {(byte) 0xfe, 'b', 'i', 'n'};
    private static final int CHUNK = 1 << 18;

    private final Reading reading;
    private final EventCopier copier = new EventCopier();
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);

    /** @param reading is told how far it is */
    public LogSaver(Reading reading) {
        this.reading = reading;
    }

    /** Copies the plan's events; answers what was written. Writes nothing if the plan reaches no further than it begins. */
    public SavedLog save(SavePlan plan, Path output, FormatDescription fallback) {
        Path target = output.toAbsolutePath();
        reading.begin("saving", plan.kept().stream().mapToLong(Stretch::length).sum());
        boolean hasCut = !plan.cut().isEmpty() || plan.torn().isPresent();
        String cutPath = hasCut ? target + ".cut" : "";
        if (hasCut) {
            write(plan.cut(), plan.torn(), Path.of(cutPath), fallback, false);
        }
        Written written = plan.to().isAfter(plan.from())
                ? write(plan.kept(), Optional.empty(), target, fallback, startsAtHead(plan.from()))
                : new Written("", 0, "", List.of());
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

    private record Written(String path, long bytes, String sha256, List<LogPiece> pieces) {}

    private Written write(
            List<Stretch> stretches,
            Optional<Stretch> torn,
            Path target,
            FormatDescription fallback,
            boolean fromHead) {
        FormatDescription format =
                stretches.isEmpty() ? fallback : stretches.get(0).format();
        Checksum checksum = commonChecksum(stretches, format);
        List<LogPiece> pieces = new ArrayList<>();
        try (LogOutput out = LogOutput.create(target)) {
            out.write(ByteBuffer.wrap(MAGIC));
            writeFormat(format, checksum, fromHead ? format.created() : 0, out);
            for (Stretch stretch : stretches) {
                if (!stretch.format().hasSameLayout(format)) {
                    format = stretch.format();
                    writeFormat(format, checksum, format.created(), out);
                }
                long begin = out.position();
                copy(stretch, checksum, out);
                int grown = checksum.bytes() - stretch.format().checksum().bytes();
                addPiece(pieces, new LogPiece(stretch.file(), 0, stretch.to(), begin, out.position() - begin, grown));
            }
            torn.ifPresent(bytes -> copyBytes(bytes, out));
            String sha256 = out.sha256();
            out.commit();
            return new Written(target.toString(), out.position(), sha256, pieces);
        }
    }

    private static void writeFormat(FormatDescription format, Checksum checksum, long created, LogOutput out) {
        int length = format.bytes().length;
        out.write(ByteBuffer.wrap(format.bytes(checksum, created, out.position() + length)));
    }

    private static Checksum commonChecksum(List<Stretch> stretches, FormatDescription first) {
        boolean same = stretches.stream().allMatch(stretch -> stretch.format().checksum() == first.checksum());
        return same ? first.checksum() : Checksum.CRC32;
    }

    private void copy(Stretch stretch, Checksum checksum, LogOutput out) {
        if (stretch.format().checksum() == checksum) {
            copyBytes(stretch, out);
            return;
        }
        try (LogReader reader = LogReader.open(stretch.path(), reading)) {
            reader.resume(stretch.format(), stretch.start());
            for (long at = stretch.start(); at < stretch.end(); at += reader.length()) {
                if (!reader.next()) {
                    throw Problem.of(LogError.LOG_UNREADABLE, stretch.path() + " changed while it was copied");
                }
                copier.copy(reader.frame(), checksum, out);
            }
        }
    }

    private void copyBytes(Stretch stretch, LogOutput out) {
        try (LogReader reader = LogReader.open(stretch.path(), reading)) {
            for (long at = stretch.start(); at < stretch.end(); ) {
                chunk.clear().limit((int) Math.min(CHUNK, stretch.end() - at));
                reader.read(at, chunk);
                at += chunk.flip().remaining();
                out.write(chunk);
            }
        }
    }

    /** Joins a stretch with the one before it if both belong to the same file and stand side by side. */
    private static void addPiece(List<LogPiece> pieces, LogPiece next) {
        int last = pieces.size() - 1;
        if (last >= 0) {
            LogPiece open = pieces.get(last);
            if (open.file().equals(next.file())
                    && open.grown() == next.grown()
                    && open.offset() + open.length() == next.offset()) {
                long length = open.length() + next.length();
                pieces.set(last, new LogPiece(open.file(), 0, next.to(), open.offset(), length, open.grown()));
                return;
            }
        }
        pieces.add(next);
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
