package io.masterha.node.rewind;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.FileReason;
import io.masterha.binlog.Problem;
import io.masterha.binlog.Reading;
import io.masterha.binlog.extract.BinlogDirectory;
import io.masterha.binlog.extract.BinlogExtract;
import io.masterha.binlog.frame.EventFrame;
import io.masterha.binlog.frame.EventType;
import io.masterha.binlog.frame.LogReader;
import io.masterha.binlog.gtid.Gtid;
import io.masterha.binlog.gtid.GtidEvents;
import io.masterha.binlog.gtid.GtidSet;
import io.masterha.binlog.gtid.MariadbGtidSet;
import io.masterha.binlog.node.LogPiece;
import io.masterha.binlog.node.RewindRowsRequest;
import io.masterha.binlog.node.SavedLog;
import io.masterha.node.NodeError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/** What the local server has logged behind the common history: saved aside, and proved to be the whole end of its log. */
final class LoggedTail {
    private final SavedLog archive;
    private final BinlogPosition first;
    private final BinlogPosition end;
    private final Path directory;

    private LoggedTail(SavedLog archive, BinlogPosition first, BinlogPosition end, Path directory) {
        this.archive = archive;
        this.first = first;
        this.end = end;
        this.directory = directory;
    }

    /**
     * Saves it.
     *
     * @param base the server's {@code log_bin_basename}
     */
    static LoggedTail save(RewindRowsRequest request, Path base, Path target, Reading watcher) {
        Path directory = base.toAbsolutePath().getParent();
        if (directory == null) {
            throw Doubt.of("log_bin_basename " + base + " has no directory");
        }
        List<Path> directories = List.of(directory);
        BinlogExtract extract = request.from().isEmpty()
                ? BinlogExtract.outside(directories, GtidSet.parse(request.exclude()))
                : BinlogExtract.from(directories, position(request.from()));
        SavedLog saved = written(extract.watchedBy(watcher), target);
        if (saved.isEmpty() || saved.transactions() == 0) {
            return new LoggedTail(saved, new BinlogPosition("", 0), new BinlogPosition("", 0), directory);
        }
        if (saved.startsInside()) {
            throw Doubt.of(request.from() + " is inside a transaction, of which only the end could be undone");
        }
        if (!saved.damage().isEmpty()) {
            throw Doubt.of("the log cannot be read to its end: " + saved.damage());
        }
        if (!saved.cut().isEmpty()) {
            throw Doubt.of("the log ends with something unfinished: " + saved.cut());
        }
        LogPiece last = saved.pieces().get(saved.pieces().size() - 1);
        LoggedTail tail = new LoggedTail(
                saved, firstOf(saved, Path.of(saved.path())), new BinlogPosition(last.file(), last.to()), directory);
        tail.requireBase(base);
        tail.requireNothingElse(directories, watcher);
        return tail;
    }

    private static BinlogPosition position(String text) {
        try {
            return BinlogPosition.parse(text);
        } catch (IllegalArgumentException e) {
            throw Problem.of(NodeError.USAGE, "not a position: " + text)
                    .next("write it as FILE:OFFSET, for example mysql-bin.000007:4200")
                    .causedBy(e);
        }
    }

    /** An archive that is there is never replaced by another content: it may be all that is left of lost transactions. */
    private static SavedLog written(BinlogExtract extract, Path target) {
        if (!Files.exists(target)) {
            return extract.save(target);
        }
        Path again = target.resolveSibling(target.getFileName() + ".again");
        Path description = target.resolveSibling(target.getFileName() + ".again.json");
        try {
            SavedLog saved = extract.save(again);
            boolean isSame = saved.isEmpty() || (Files.exists(again) && Files.mismatch(again, target) < 0);
            if (!isSame) {
                Files.deleteIfExists(again);
                Files.deleteIfExists(description);
                throw Problem.of(NodeError.USAGE, target + " exists and holds something else")
                        .next("name another file: an archive is not replaced");
            }
            Files.deleteIfExists(again);
            if (saved.isEmpty()) {
                Files.deleteIfExists(description);
                return saved;
            }
            Files.move(
                    description,
                    target.resolveSibling(target.getFileName() + ".json"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            return saved.at(target.toString());
        } catch (IOException e) {
            throw Problem.of(NodeError.NOT_SAVED, "cannot compare " + again + " with " + target)
                    .why(FileReason.of(e))
                    .causedBy(e);
        }
    }

    /** Where the first saved event stood in the server's log: its header tells where it ended there. */
    private static BinlogPosition firstOf(SavedLog saved, Path file) {
        LogPiece piece = saved.pieces().stream()
                .filter(each -> each.length() > 0)
                .findFirst()
                .orElseThrow();
        try (LogReader reader = LogReader.open(file)) {
            reader.next();
            reader.continueAt(piece.from());
            while (reader.next()) {
                EventFrame frame = reader.frame();
                if (frame.offset() >= piece.offset() && frame.endPosition() > 0 && !isOfItsFile(frame.type())) {
                    return new BinlogPosition(piece.file(), frame.endPosition() - (frame.length() - piece.grown()));
                }
            }
        }
        throw Doubt.of("the saved log does not tell where its first transaction stood");
    }

    /** MariaDB begins each file with these; they are saved, and stand before transactions that are not. */
    private static boolean isOfItsFile(int type) {
        return type == EventType.MARIADB_GTID_LIST || type == EventType.MARIADB_BINLOG_CHECKPOINT;
    }

    private void requireBase(Path base) {
        String name = String.valueOf(base.getFileName());
        if (!first.baseName().equals(name)) {
            throw Doubt.of("the logs found are " + first.file() + " and not the server's own " + name);
        }
    }

    /** Behind the first of them stands nothing that is to stay: it might rest on a row that would be gone. */
    private void requireNothingElse(List<Path> directories, Reading watcher) {
        SavedLog all = BinlogExtract.from(directories, first).watchedBy(watcher).test();
        if (all.transactions() != archive.transactions()) {
            throw Doubt.of("behind " + first + " are " + all.transactions() + " transactions and only "
                    + archive.transactions() + " of them are to be undone");
        }
    }

    /** The files of the log from the first transaction on; the last one is the newest. */
    List<Path> files() {
        return BinlogDirectory.from(directory.resolve(first.file()));
    }

    boolean isEmpty() {
        return archive.isEmpty() || archive.transactions() == 0;
    }

    SavedLog archive() {
        return archive;
    }

    BinlogPosition first() {
        return first;
    }

    BinlogPosition end() {
        return end;
    }

    /** MariaDB: the position before the first of them, from the head of its file and what follows there. */
    GtidSet mariadbBefore() {
        GtidSet before = MariadbGtidSet.EMPTY;
        try (LogReader reader = LogReader.open(directory.resolve(first.file()))) {
            while (reader.next() && reader.offset() < first.offset()) {
                if (reader.type() == EventType.MARIADB_GTID_LIST) {
                    before = GtidEvents.setOf(reader.frame()).orElse(before);
                }
                Optional<Gtid> gtid = reader.type() == EventType.MARIADB_GTID
                        ? GtidEvents.transactionOf(reader.frame())
                        : Optional.empty();
                if (gtid.isPresent()) {
                    before = before.with(gtid.get());
                }
            }
        }
        return before;
    }
}
