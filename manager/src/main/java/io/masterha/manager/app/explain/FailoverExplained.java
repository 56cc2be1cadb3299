package io.masterha.manager.app.explain;

import io.masterha.manager.execute.JournalLine;
import io.masterha.manager.report.Explanation;
import io.masterha.manager.report.Gate;
import io.masterha.manager.step.Facts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Explains the journal of a failover: its gates, what was done, what is left, and what the next manager does. */
public final class FailoverExplained {
    private final List<JournalLine> lines;
    private final PlanProgress progress;
    private final String journal;
    private final Reality reality;
    private final String source;
    private final Optional<String> chosen;
    private final List<Gate> gates = new ArrayList<>();

    private FailoverExplained(List<JournalLine> lines, String journal, Reality reality) {
        this.lines = lines;
        this.progress = new PlanProgress(lines);
        this.journal = journal;
        this.reality = reality;
        this.source = progress.last("begin").map(line -> line.text("source")).orElse("the source");
        this.chosen = progress.promoted();
    }

    /** Who was replaced and who was chosen, for a look at them: empty where the journal does not say. */
    public static List<Optional<String>> actors(List<JournalLine> lines) {
        PlanProgress progress = new PlanProgress(lines);
        return List.of(progress.last("begin").map(line -> line.text("source")), progress.promoted());
    }

    public static Explanation of(List<JournalLine> lines, String journal, Reality reality) {
        return new FailoverExplained(lines, journal, reality).explain();
    }

    private Explanation explain() {
        gates();
        return new Explanation(
                about(), journal, gates, progress.told(), isOver() ? List.of() : progress.left(), next());
    }

    private boolean isOver() {
        return progress.last("end").isPresent();
    }

    private boolean isPastReturn() {
        return progress.fact(Facts.START).isPresent() || wasPromotedBefore();
    }

    private boolean wasPromotedBefore() {
        return progress.fact(Facts.PROMOTED_BEFORE)
                .filter(text -> !text.isBlank())
                .isPresent();
    }

    private String about() {
        String what = "failover of " + source + chosen.map(id -> " to " + id).orElse("");
        if (isOver()) {
            return what + ": ended, " + progress.last("end").orElseThrow().text("outcome");
        }
        return what + ": " + (reality.manager().isPresent() ? "under way" : "INTERRUPTED")
                + (isPastReturn() ? ", beyond the point of no return" : ", nothing final was done");
    }

    private void gates() {
        Optional<JournalLine> begin = progress.last("begin");
        gates.add(gate(
                "verdict",
                "a source that is dead by proof or by patience",
                begin.map(line -> source + " was declared dead at " + line.at()
                        + (line.text("seen").isEmpty() ? "" : ", last seen at " + line.text("seen")))));
        gates.add(gate(
                "lock",
                "the failover lock on every replica that answers",
                begin.map(line -> "held when the journal was begun")));
        progress.note("quorum")
                .ifPresent(
                        seen -> gates.add(Gate.passed("quorum", "half of the replicas, or the source's host", seen)));
        gates.add(gate("fence", "what keeps the old source from taking writes", progress.note("fence")));
        gates.add(gate(
                "candidate",
                "a replica that may become the source, chosen when all receivers stood still",
                progress.last("plan").map(line -> line.text("because"))));
        progress.titles("SAVE_BINLOG").forEach(title -> gates.add(step("tail", title)));
        progress.titles("GENERATE_DIFF").forEach(title -> gates.add(step("diff", title)));
        gates.add(gate(
                "complete",
                chosen.orElse("the candidate") + " has executed everything that was to be had",
                chosen.flatMap(id -> progress.fact("applied@" + id)).map(at -> "executed up to " + at)));
        opening();
        followers();
    }

    private void opening() {
        String needed = "all gates above; then there is no way back";
        String name = "opened";
        Optional<String> start = progress.fact(Facts.START);
        boolean isDone = progress.titles("PROMOTE").stream().anyMatch(progress::isDone);
        String server = chosen.orElse("the candidate");
        if (isDone) {
            gates.add(Gate.passed(name, needed, server + " takes writes, its history goes on at " + start.orElse("-")));
        } else if (start.isPresent()) {
            gates.add(Gate.closed(
                    name,
                    "that its opening is finished",
                    server + " was about to be opened at " + start.get() + "; " + reality.newSource()));
        } else {
            gates.add(closedBy(name, needed));
        }
    }

    private void followers() {
        List<String> all = Stream.of("REPOINT", "REPOINT_BY_GTID")
                .flatMap(phase -> progress.titles(phase).stream())
                .toList();
        long done = all.stream().filter(progress::isDone).count();
        String seen = done + " of " + all.size() + " replicas follow it";
        String needed = "that every replica follows the new source";
        if (!progress.hasPlan()) {
            gates.add(Gate.ahead("followers", needed, ""));
        } else if (done == all.size()) {
            gates.add(Gate.passed("followers", needed, seen));
        } else {
            String lost = String.join(
                    "; ",
                    all.stream()
                            .flatMap(title -> progress.failure(title).stream())
                            .toList());
            gates.add(
                    isOver()
                            ? Gate.closed("followers", needed, seen + (lost.isEmpty() ? "" : "; " + lost))
                            : Gate.ahead("followers", needed, seen));
        }
    }

    private Gate gate(String name, String needed, Optional<String> seen) {
        return seen.map(text -> Gate.passed(name, needed, text)).orElseGet(() -> closedBy(name, needed));
    }

    /** The first that was not passed is the one that stopped an operation that is over. */
    private Gate closedBy(String name, String needed) {
        boolean isFirst = gates.stream().allMatch(gate -> gate.state() == Gate.State.PASSED);
        return isFirst && isOver()
                ? Gate.closed(name, needed, progress.last("end").orElseThrow().text("outcome"))
                : Gate.ahead(name, needed, "");
    }

    private Gate step(String name, String title) {
        if (progress.isDone(title)) {
            return Gate.passed(name, title, title);
        }
        return progress.failure(title)
                .map(problem -> Gate.closed(name, title, problem))
                .orElseGet(() -> closedBy(name, title));
    }

    private List<String> next() {
        List<String> next = new ArrayList<>();
        if (reality.manager().isPresent()) {
            next.add("manager " + reality.manager().get()
                    + " runs and does what is left; another one would be refused as long as it lives");
            return next;
        }
        if (isOver()) {
            next.add("nothing is unfinished here, because the journal has its end");
            reality.blocked().ifPresent(why -> next.add("a further failover would be refused: " + why));
            return next;
        }
        reality.blocked().ifPresent(why -> next.add("the next manager refuses, because " + why));
        if (lines.stream().anyMatch(line -> line.is(JournalLine.UNREADABLE))) {
            next.add("the next manager refuses and changes nothing, because a line of the journal cannot be read: look"
                    + " at the servers, finish by hand, then move the journal away");
            return next;
        }
        next.addAll(decided());
        next.add(reality.manage() + " --resume does that and ends; without --resume the manager watches afterwards");
        return next;
    }

    private List<String> decided() {
        if (progress.fact(Facts.BEING_UNDONE).isPresent()) {
            return List.of("the next manager goes on with undoing it, because that was begun: "
                    + progress.fact(Facts.BEING_UNDONE).orElseThrow());
        }
        if (isPastReturn()) {
            boolean isClosed =
                    reality.newSourceWritable().filter(writable -> !writable).isPresent();
            if (reality.oldSourceServes() && isClosed && !wasPromotedBefore()) {
                return List.of("the next manager undoes it if nothing was written on " + chosen.orElse("the candidate")
                        + " since, because " + source + " serves again (" + reality.oldSource()
                        + ") and the other one was never opened (" + reality.newSource() + "); else it asks a human");
            }
            String why = progress.fact(Facts.START).isPresent()
                    ? chosen.orElse("the candidate") + " was about to be opened"
                    : "another server was promoted before and is gone";
            return List.of("the next manager finishes, because " + why + ": it fences " + source
                    + " again and does what is left (" + reality.newSource() + ")");
        }
        if (reality.oldSourceServes()) {
            return List.of("the next manager undoes it if " + source + " is still there then, because it serves again ("
                    + reality.oldSource() + ") and no other server was about to be opened: replicas receive"
                    + " from it as before");
        }
        return List.of("the next manager confirms by the usual rules that " + source + " is dead ("
                + reality.oldSource() + "), then "
                + (progress.hasPlan()
                        ? "fences it again and does what is left, because the plan stands"
                        : "fences it and plans afresh, because there was no plan yet"));
    }
}
