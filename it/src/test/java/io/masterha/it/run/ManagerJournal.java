package io.masterha.it.run;

import com.fasterxml.jackson.jr.ob.JSON;
import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.node.SavedLog;
import io.masterha.it.lab.LabHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the manager wrote down while it failed over: the proof that a scenario was what its name says. */
public final class ManagerJournal {
    private final Path file;
    private final List<Map<String, Object>> lines = new ArrayList<>();

    private ManagerJournal(Path file) throws IOException {
        this.file = file;
        for (String line : Files.readAllLines(file)) {
            lines.add(JSON.std.mapFrom(line));
        }
    }

    /** The only journal in the manager's directory: one that was left in the middle is gone on with, not replaced. */
    static ManagerJournal in(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> journals =
                    files.filter(f -> f.toString().endsWith(".jsonl")).toList();
            if (journals.size() != 1) {
                throw new AssertionError("one journal expected, not " + journals);
            }
            return new ManagerJournal(journals.get(0));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** When the verdict was reached. */
    public Instant began() {
        return at("begin");
    }

    /** When the failed source was fenced; empty if the journal has no word of it. */
    public Optional<Instant> fenced() {
        return lines.stream()
                .filter(line -> "note".equals(line.get("event")) && "fence".equals(line.get("what")))
                .findFirst()
                .map(line -> Instant.parse(String.valueOf(line.get("at"))));
    }

    /** When the failed source was fenced, the servers were read and the plan was made. */
    public Instant planned() {
        return at("plan");
    }

    /** Up to where the replica had received when its receiver was stopped. */
    public BinlogPosition received(LabHost replica) {
        return BinlogPosition.parse(word(replica, "received"));
    }

    /** Up to where it had executed then. */
    public BinlogPosition executed(LabHost replica) {
        return BinlogPosition.parse(word(replica, "executed"));
    }

    /** Whether its applier ran then. */
    public boolean applierRan(LabHost replica) {
        return word(replica, "applier").equals("running");
    }

    /** What was saved of the failed source's binlog. */
    public SavedLog tail() {
        return saved("tail").orElseThrow(() -> new AssertionError("nothing was saved of the failed source: " + this));
    }

    /** All logs of replicas that were saved for other replicas. */
    public List<SavedLog> diffs() {
        return lines.stream()
                .map(line -> String.valueOf(line.get("name")))
                .filter(name -> name.startsWith("diff-from@"))
                .map(name -> saved(name).orElseThrow())
                .toList();
    }

    private Optional<SavedLog> saved(String fact) {
        return lines.stream()
                .filter(line -> fact.equals(line.get("name")))
                .findFirst()
                .map(line -> {
                    try {
                        return JSON.std.beanFrom(SavedLog.class, JSON.std.asString(line.get("value")));
                    } catch (IOException e) {
                        throw new AssertionError(line.toString(), e);
                    }
                });
    }

    /** The value of {@code key=} in the replica's line of the topology. */
    private String word(LabHost replica, String key) {
        List<?> topology = (List<?>) line("plan").getOrDefault("topology", List.of());
        String text = topology.stream()
                .map(String::valueOf)
                .filter(t -> t.startsWith("replica " + replica.id() + " "))
                .findFirst()
                .orElseThrow(() -> new AssertionError(replica + " is not in the topology: " + topology));
        return Stream.of(text.split(" "))
                .filter(w -> w.startsWith(key + "="))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + key + " in " + text))
                .substring(key.length() + 1);
    }

    private Instant at(String event) {
        return Instant.parse(String.valueOf(line(event).get("at")));
    }

    private Map<String, Object> line(String event) {
        return lines.stream()
                .filter(line -> event.equals(line.get("event")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line \"" + event + "\" in " + this));
    }

    @Override
    public String toString() {
        return file + ": " + lines;
    }
}
