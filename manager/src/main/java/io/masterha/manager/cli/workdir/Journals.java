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
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The journals of one kind of operation, beside the other files of the application and under the same prefix. */
public enum Journals {
    FAILOVER("failover", "yyyyMMdd-HHmmss"),
    SWITCHOVER("switchover", "yyyyMMdd-HHmmss-SSS"),
    REJOIN("rejoin", "yyyyMMdd-HHmmss-SSS");

    private final String word;
    private final DateTimeFormatter stamp;

    Journals(String word, String stamp) {
        this.word = word;
        this.stamp = DateTimeFormatter.ofPattern(stamp);
    }

    /** Where the next one goes. */
    public Path next(Path workdir, ClusterConfig config) {
        return workdir.resolve(
                prefix(config) + LocalDateTime.now(ZoneId.systemDefault()).format(stamp) + ".jsonl");
    }

    public Optional<Path> newest(Path workdir, ClusterConfig config) {
        List<Path> all = oldestFirst(workdir, config);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** The newest, if its operation was interrupted; older ones are history. */
    public Optional<Path> unfinished(Path workdir, ClusterConfig config) {
        return newest(workdir, config).filter(this::isUnfinished);
    }

    /** All whose operation was interrupted, the oldest first: rejoins of several servers do not end each other. */
    public List<Path> allUnfinished(Path workdir, ClusterConfig config) {
        return oldestFirst(workdir, config).stream().filter(this::isUnfinished).toList();
    }

    private List<Path> oldestFirst(Path workdir, ClusterConfig config) {
        if (!Files.isDirectory(workdir)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(workdir)) {
            return files.filter(file -> isOne(String.valueOf(file.getFileName()), config))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isOne(String name, ClusterConfig config) {
        return name.startsWith(prefix(config)) && name.endsWith(".jsonl");
    }

    private String prefix(ClusterConfig config) {
        return config.application() + "." + word + "-";
    }

    /** A failover acts before it has a plan: it stops receivers. */
    private boolean isUnfinished(Path file) {
        Journal journal = new Journal(new FileJournalStore(file), new SystemTime());
        return this == FAILOVER ? journal.failedSource().isPresent() && !journal.hasEnded() : journal.isUnfinished();
    }
}
