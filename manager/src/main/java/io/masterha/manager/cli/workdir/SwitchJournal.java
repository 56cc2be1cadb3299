package io.masterha.manager.cli.workdir;

import io.masterha.manager.adapter.SystemTime;
import io.masterha.manager.adapter.file.FileJournalStore;
import io.masterha.manager.config.ClusterConfig;
import io.masterha.manager.execute.Journal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the journals of switchovers are, beside the other files of the application and under the same prefix. */
public final class SwitchJournal {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS");

    private SwitchJournal() {}

    public static Path next(Path workdir, ClusterConfig config) {
        return workdir.resolve(
                prefix(config) + LocalDateTime.now(ZoneId.systemDefault()).format(STAMP) + ".jsonl");
    }

    /** The newest, if a switchover was interrupted in it; older ones are history. */
    public static Optional<Path> unfinished(Path workdir, ClusterConfig config) {
        try (Stream<Path> files = Files.list(workdir)) {
            return files.filter(file -> isJournal(file, config))
                    .max(Comparator.comparing(Path::toString))
                    .filter(SwitchJournal::isUnfinished);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String prefix(ClusterConfig config) {
        return config.application() + ".switchover-";
    }

    private static boolean isJournal(Path file, ClusterConfig config) {
        String name = String.valueOf(file.getFileName());
        return name.startsWith(prefix(config)) && name.endsWith(".jsonl");
    }

    private static boolean isUnfinished(Path file) {
        return new Journal(new FileJournalStore(file), new SystemTime()).isUnfinished();
    }
}
