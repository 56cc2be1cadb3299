package io.masterha.manager.cli.workdir;

import io.masterha.manager.adapter.SystemTime;
import io.masterha.manager.adapter.file.FileJournalStore;
import io.masterha.manager.app.rejoin.LastChange;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.topology.ServerId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds what the journals of an application tell of the changes of its source, the newest first. */
public final class ChangeJournals {
    private static final Pattern STAMP =
            Pattern.compile("\\.(?:failover|switchover)-(\\d{8}-\\d{6}(?:-\\d{3})?)\\.jsonl$");
    /** Older ones say nothing about servers as they are now. */
    private static final int MOST = 20;

    private ChangeJournals() {}

    public static List<LastChange> in(Path workdir, String application, List<ServerId> members) {
        List<LastChange> changes = new ArrayList<>();
        for (Path file : newestFirst(workdir, application)) {
            LastChange.of(new Journal(new FileJournalStore(file), new SystemTime()), members)
                    .ifPresent(changes::add);
        }
        return changes;
    }

    private static List<Path> newestFirst(Path workdir, String application) {
        try (Stream<Path> files = Files.list(workdir)) {
            return files.filter(file -> String.valueOf(file.getFileName()).startsWith(application + ".")
                            && !stamp(file).isEmpty())
                    .sorted(Comparator.comparing(ChangeJournals::stamp).reversed())
                    .limit(MOST)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String stamp(Path file) {
        Matcher matcher = STAMP.matcher(String.valueOf(file.getFileName()));
        return matcher.find() ? matcher.group(1) : "";
    }
}
