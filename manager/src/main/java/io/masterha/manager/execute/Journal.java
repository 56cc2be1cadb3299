package io.masterha.manager.execute;

import com.fasterxml.jackson.jr.ob.JSON;
import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.binlog.node.RecordText;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.port.JournalStore;
import io.masterha.manager.port.Time;
import io.masterha.manager.step.Facts;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import io.masterha.manager.topology.TopologyText;
import io.masterha.manager.topology.Witness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a failover decided and did, one JSON object a line, on disk before anything follows from it.
 *
 * <p>Events: {@code begin}, {@code topology}, {@code plan}, {@code note}, {@code fact}, {@code start}, {@code done},
 * {@code failed}, {@code end}. A run that finds an unfinished journal goes on from it.
 */
public final class Journal implements Facts {
    private final JournalStore store;
    private final Time time;
    private final Map<String, Object> facts = new HashMap<>();
    private final Map<String, String> settled = new LinkedHashMap<>();
    private final Set<String> started = new HashSet<>();
    private Optional<FailedSource> failedSource = Optional.empty();
    private Optional<Instant> begunAt = Optional.empty();
    private List<ServerId> receiving = List.of();
    private List<String> topology = List.of();
    private List<String> plan = List.of();
    private int plans;
    private String fence = "";
    private boolean ended;
    private boolean stepsMayRepeat;
    private boolean isDispensable;
    private Optional<Problem> unwritten = Optional.empty();

    public Journal(JournalStore store, Time time) {
        this.store = store;
        this.time = time;
        store.lines().forEach(this::remember);
    }

    /**
     * A journal of steps that may all be run again: their beginnings and ends are not waited for on the disk, which would
     * cost time while writes are stopped. What they learn, and what they are about to do to the outside, is.
     */
    public static Journal ofRepeatableSteps(JournalStore store, Time time) {
        Journal journal = new Journal(store, time);
        journal.stepsMayRepeat = true;
        return journal;
    }

    /**
     * From here on a journal that cannot be written is no reason to stop: every step may be run again, and leaving the
     * servers as they are would be worse.
     */
    public synchronized void isDispensable(boolean dispensable) {
        isDispensable = dispensable;
    }

    /** Why some lines are not in the file; empty if all are. */
    public synchronized Optional<Problem> unwritten() {
        return unwritten;
    }

    /** Whether an earlier run left this journal unfinished after it had planned. */
    public synchronized boolean isUnfinished() {
        return !plan.isEmpty() && !ended;
    }

    /** The source that was declared dead; empty if this journal tells of nothing yet. */
    public synchronized Optional<FailedSource> failedSource() {
        return failedSource;
    }

    /** When what this journal tells of began; empty if it tells of nothing yet. */
    public synchronized Optional<Instant> begunAt() {
        return begunAt;
    }

    /** Whether the failover that this journal tells of came to its end. */
    public synchronized boolean hasEnded() {
        return ended;
    }

    /** The cluster as it was when the plan was made. */
    public synchronized Topology topology() {
        return understood(() -> TopologyText.parse(topology));
    }

    /** Something that an earlier run put down, read by whoever knows its form. */
    public synchronized <T> T read(String name, Function<String, T> form) {
        return understood(() -> form.apply(
                text(name).orElseThrow(() -> new IllegalArgumentException("there is no " + name + " in it"))));
    }

    public synchronized List<String> plan() {
        return plan;
    }

    /** How a step ended in an earlier run or this one: {@code done} or {@code failed}; empty if it has to run. */
    public synchronized Optional<String> settled(String step) {
        return Optional.ofNullable(settled.get(step));
    }

    /** Whether an earlier run began a step and did not live to write down how it ended. */
    public synchronized boolean isInDoubt(String step) {
        return started.contains(step) && !settled.containsKey(step);
    }

    /** Who received when the failover began. */
    public synchronized List<ServerId> receiving() {
        return receiving;
    }

    /** @param receiving replicas whose receivers run, and run again if the failover is given up before it has a plan */
    public void begin(String application, FailedSource source, List<ServerId> receiving) {
        write(
                "begin",
                Map.of(
                        "app",
                        application,
                        "source",
                        source.id().toString(),
                        "server_id",
                        source.serverId(),
                        "seen",
                        source.seen().map(BinlogPosition::toString).orElse(""),
                        "witness",
                        TopologyText.source(source),
                        "receiving",
                        receiving.stream().map(ServerId::toString).toList()));
    }

    /** Replicas that answered only after the beginning: they receive too, and are about to be stopped. */
    public void alsoReceiving(List<ServerId> servers) {
        write(
                "receiving",
                Map.of("servers", servers.stream().map(ServerId::toString).toList()));
    }

    /** Topology and plan in one line: a crash cannot come between them. */
    public void planned(List<String> topologyLines, List<String> planLines, String because) {
        write("plan", Map.of("topology", topologyLines, "plan", planLines, "because", because));
    }

    /**
     * Another plan takes the place of the one before, whose steps are forgotten.
     *
     * @param reason why, one clause
     * @param forgets names of facts that say nothing under the new plan
     */
    public void plannedAgain(
            List<String> topologyLines, List<String> planLines, String because, String reason, List<String> forgets) {
        write(
                "plan",
                Map.of(
                        "topology",
                        topologyLines,
                        "plan",
                        planLines,
                        "because",
                        because,
                        "reason",
                        reason,
                        "forgets",
                        forgets));
    }

    /** What the last fencing proved, in words; empty if there was none. */
    public synchronized String fence() {
        return fence;
    }

    /** How many plans were made, the one that holds now included. */
    public synchronized int plans() {
        return plans;
    }

    /** Names of all facts that hold now. */
    public synchronized List<String> factNames() {
        return facts.keySet().stream().sorted().toList();
    }

    public void started(String step) {
        write("start", Map.of("step", step));
    }

    public void done(String step, String note) {
        write("done", Map.of("step", step, "note", note));
    }

    public void failed(String step, String policy, Problem problem) {
        write("failed", Map.of("step", step, "policy", policy, "problem", problem.sentence()));
    }

    public void note(String what, String text) {
        write("note", Map.of("what", what, "text", text));
    }

    public void end(String outcome) {
        write("end", Map.of("outcome", outcome));
    }

    public String location() {
        return store.location();
    }

    @Override
    public synchronized Optional<SavedLog> savedLog(String name) {
        Object value = facts.get(name);
        return value == null ? Optional.empty() : Optional.of(savedLog(value));
    }

    @Override
    public synchronized Optional<BinlogPosition> position(String name) {
        Object value = facts.get(name);
        return value == null ? Optional.empty() : Optional.of(understood(() -> BinlogPosition.parse(value.toString())));
    }

    @Override
    public synchronized Optional<String> text(String name) {
        return Optional.ofNullable(facts.get(name)).map(Object::toString);
    }

    @Override
    public void put(String name, String text) {
        write("fact", Map.of("name", name, "value", text));
    }

    @Override
    public void put(String name, SavedLog log) {
        write("fact", Map.of("name", name, "value", object(write(log))));
    }

    @Override
    public void put(String name, BinlogPosition position) {
        write("fact", Map.of("name", name, "value", position.toString()));
    }

    private synchronized void write(String event, Map<String, Object> parts) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("at", time.now().toString());
        line.put("event", event);
        line.putAll(parts);
        String text = write(line);
        boolean isSpared = stepsMayRepeat && List.of("start", "done", "note").contains(event);
        try {
            if (isSpared) {
                store.appendSoon(text);
            } else {
                store.append(text);
            }
        } catch (Problem full) {
            if (!isSpared && !isDispensable) {
                throw full;
            }
            unwritten = unwritten.or(() -> Optional.of(full));
        }
        remember(text);
    }

    private synchronized void remember(String text) {
        Map<String, Object> line = object(text);
        understood(() -> remember(line));
    }

    private synchronized Journal remember(Map<String, Object> line) {
        String event = String.valueOf(line.get("event"));
        switch (event) {
            case "begin" -> {
                failedSource = Optional.of(failedSource(line));
                begunAt = instant(String.valueOf(line.get("at")));
                receiving = strings(line.getOrDefault("receiving", List.of())).stream()
                        .map(ServerId::parse)
                        .toList();
            }
            case "receiving" -> {
                List<ServerId> all = new ArrayList<>(receiving);
                strings(line.getOrDefault("servers", List.of())).forEach(id -> all.add(ServerId.parse(id)));
                receiving = List.copyOf(all);
            }
            case "start" -> started.add(String.valueOf(line.get("step")));
            case "plan" -> {
                if (plans++ > 0) {
                    settled.clear();
                    started.clear();
                }
                strings(line.getOrDefault("forgets", List.of())).forEach(facts::remove);
                topology = strings(line.getOrDefault("topology", List.of()));
                plan = strings(line.getOrDefault("plan", List.of()));
            }
            case "fact" -> {
                Object value = line.get("value");
                if (value != null) {
                    facts.put(String.valueOf(line.get("name")), value);
                }
            }
            case "done", "failed" -> settled.put(String.valueOf(line.get("step")), event);
            case "note" -> {
                if ("fence".equals(line.get("what"))) {
                    fence = String.valueOf(line.get("text"));
                }
            }
            case "end" -> ended = true;
            default -> {
                // other notes are for people
            }
        }
        return this;
    }

    private static FailedSource failedSource(Map<String, Object> line) {
        String witness = String.valueOf(line.getOrDefault("witness", ""));
        if (!witness.isEmpty()) {
            return TopologyText.parseSource(witness);
        }
        String seen = String.valueOf(line.getOrDefault("seen", ""));
        return new FailedSource(
                ServerId.parse(String.valueOf(line.get("source"))),
                Long.parseLong(String.valueOf(line.getOrDefault("server_id", "0"))),
                true,
                seen.isEmpty() ? Optional.empty() : Optional.of(Witness.at(BinlogPosition.parse(seen))));
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException damaged) {
            return Optional.empty();
        }
    }

    private static List<String> strings(Object list) {
        List<String> strings = new ArrayList<>();
        if (list instanceof List<?> items) {
            items.forEach(item -> strings.add(String.valueOf(item)));
        }
        return List.copyOf(strings);
    }

    private static String write(Object value) {
        try {
            return JSON.std.asString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, Object> object(String text) {
        try {
            return Optional.ofNullable(JSON.std.mapFrom(text)).orElse(Map.of());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private SavedLog savedLog(Object value) {
        try {
            return RecordText.read(SavedLog.class, write(value));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private <T> T understood(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw unreadable(e);
        }
    }

    private Problem unreadable(Exception e) {
        return Problem.of(ExecuteError.JOURNAL_UNUSABLE, "a line of the journal cannot be read: " + store.location())
                .why(e.getMessage() == null ? e.toString() : e.getMessage())
                .next("look at the servers, finish by hand, then move the journal away")
                .causedBy(e);
    }
}
