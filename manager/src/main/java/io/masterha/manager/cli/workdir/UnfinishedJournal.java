package io.masterha.manager.cli.workdir;

import io.masterha.manager.adapter.SystemTime;
import io.masterha.manager.adapter.file.FileJournalStore;
import io.masterha.manager.execute.Journal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the journal of a failover that an earlier manager of the application left in the middle. */
public final class UnfinishedJournal {
    private UnfinishedJournal() {}

    /** The newest journal, if it tells of a failover that has no end; older ones are history. */
    public static Optional<Path> in(Path workdir, String application) {
        try (Stream<Path> files = Files.list(workdir)) {
            return files.filter(file -> isJournal(file, application))
                    .max(Comparator.comparing(Path::toString))
                    .filter(UnfinishedJournal::isUnfinished);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isJournal(Path file, String application) {
        String name = String.valueOf(file.getFileName());
        return name.startsWith(application + ".failover-") && name.endsWith(".jsonl");
    }

    private static boolean isUnfinished(Path file) {
        Journal journal = new Journal(new FileJournalStore(file), new SystemTime());
        return journal.failedSource().isPresent() && !journal.hasEnded();
    }
}
