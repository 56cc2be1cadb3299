package io.masterha.manager.execute;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.port.JournalStore;
import io.masterha.manager.port.Time;
import io.masterha.manager.step.Facts;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import io.masterha.manager.topology.TopologyText;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a failover decided and did, one JSON object a line, on disk before anything follows from it.
 *
 * <p>Events: {@code begin}, {@code topology}, {@code plan}, {@code note}, {@code fact}, {@code start}, {@code done},
 * {@code failed}, {@code end}. A run that finds an unfinished journal goes on from it.
 */
public final class Journal implements Facts {
    private final JournalStore store;
    private final Time time;
    private final JournalText text;
    private final JournalState state = new JournalState();
    private boolean stepsMayRepeat;
    private boolean isDispensable;
    private Optional<Problem> unwritten = Optional.empty();

    public Journal(JournalStore store, Time time) {
        this.store = store;
        this.time = time;
        this.text = new JournalText(store.location());
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
        return !state.plan().isEmpty() && !state.hasEnded();
    }

    /** The source that was declared dead; empty if this journal tells of nothing yet. */
    public synchronized Optional<FailedSource> failedSource() {
        return state.failedSource();
    }

    /** When what this journal tells of began; empty if it tells of nothing yet. */
    public synchronized Optional<Instant> begunAt() {
        return state.begunAt();
    }

    /** Whether the failover that this journal tells of came to its end. */
    public synchronized boolean hasEnded() {
        return state.hasEnded();
    }

    /** The cluster as it was when the plan was made. */
    public synchronized Topology topology() {
        return text.understood(() -> TopologyText.parse(state.topology()));
    }

    /** Something that an earlier run put down, read by whoever knows its form. */
    public synchronized <T> T read(String name, Function<String, T> form) {
        return text.understood(() -> form.apply(
                text(name).orElseThrow(() -> new IllegalArgumentException("there is no " + name + " in it"))));
    }

    public synchronized List<String> plan() {
        return state.plan();
    }

    /** How a step ended in an earlier run or this one: {@code done} or {@code failed}; empty if it has to run. */
    public synchronized Optional<String> settled(String step) {
        return state.settled(step);
    }

    /** Whether an earlier run began a step and did not live to write down how it ended. */
    public synchronized boolean isInDoubt(String step) {
        return state.isInDoubt(step);
    }

    /** Who received when the failover began. */
    public synchronized List<ServerId> receiving() {
        return state.receiving();
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
        return state.fence();
    }

    /** How many plans were made, the one that holds now included. */
    public synchronized int plans() {
        return state.plans();
    }

    /** Names of all facts that hold now. */
    public synchronized List<String> factNames() {
        return state.factNames();
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

    /** A note by which nothing is decided: it is on the disk with the next line. */
    public void remark(String what, String text) {
        write("note", Map.of("what", what, "text", text), true);
    }

    public void end(String outcome) {
        write("end", Map.of("outcome", outcome));
    }

    public String location() {
        return store.location();
    }

    @Override
    public synchronized Optional<SavedLog> savedLog(String name) {
        return state.fact(name).map(text::savedLog);
    }

    @Override
    public synchronized Optional<BinlogPosition> position(String name) {
        return state.fact(name).map(value -> text.understood(() -> BinlogPosition.parse(value.toString())));
    }

    @Override
    public synchronized Optional<String> text(String name) {
        return state.fact(name).map(Object::toString);
    }

    @Override
    public void put(String name, String text) {
        write("fact", Map.of("name", name, "value", text));
    }

    @Override
    public void put(String name, SavedLog log) {
        write("fact", Map.of("name", name, "value", text.object(text.write(log))));
    }

    @Override
    public void put(String name, BinlogPosition position) {
        write("fact", Map.of("name", name, "value", position.toString()));
    }

    private void write(String event, Map<String, Object> parts) {
        write(event, parts, false);
    }

    private synchronized void write(String event, Map<String, Object> parts, boolean isRemark) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("at", time.now().toString());
        line.put("event", event);
        line.putAll(parts);
        String written = text.write(line);
        boolean isSpared = stepsMayRepeat && List.of("start", "done", "note").contains(event);
        try {
            if (isSpared || isRemark) {
                store.appendSoon(written);
            } else {
                store.append(written);
            }
        } catch (Problem full) {
            if (!isSpared && !isDispensable) {
                throw full;
            }
            unwritten = unwritten.or(() -> Optional.of(full));
        }
        remember(written);
    }

    private synchronized void remember(String line) {
        Map<String, Object> parts = text.object(line);
        text.understood(() -> state.after(parts));
    }
}
