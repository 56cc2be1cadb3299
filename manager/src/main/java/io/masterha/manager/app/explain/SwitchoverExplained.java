package io.masterha.manager.app.explain;

import io.masterha.manager.app.switchover.Switchover;
import io.masterha.manager.execute.JournalLine;
import io.masterha.manager.plan.SwitchoverOrder;
import io.masterha.manager.report.Explanation;
import io.masterha.manager.report.Gate;
import io.masterha.manager.step.Facts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Explains the journal of a switchover: its gates, what was done, what is left, and whether it goes on or back. */
public final class SwitchoverExplained {
    private record Row(String name, String needed, String fact, String seen) {}

    private static final List<Row> ROWS = List.of(
            new Row("address left", "the application's address is off the old source", Facts.ADDRESS_LEFT, "taken off"),
            new Row("writes stopped", "the old source refuses writes, and its end is known", Facts.FINAL, "it ends at"),
            new Row("caught up", "the new source has executed all of it and its applier stands", Facts.START, "at"),
            new Row("address arrived", "the address is at the new source", Facts.ADDRESS_ARRIVED, "given to"),
            new Row("opened", "the old source stands still; then there is no way back", Facts.OPENED, "certified:"));

    private final PlanProgress progress;
    private final String journal;
    private final Reality reality;
    private final String source;
    private final String chosen;
    private final boolean movesAddress;

    private SwitchoverExplained(List<JournalLine> lines, String journal, Reality reality) {
        this.progress = new PlanProgress(lines);
        this.journal = journal;
        this.reality = reality;
        this.source = progress.last("begin").map(line -> line.text("source")).orElse("the old source");
        Optional<SwitchoverOrder> order = progress.fact(Switchover.ORDER).map(SwitchoverOrder::parse);
        this.chosen = order.map(o -> o.newSource().toString()).orElse("the new source");
        this.movesAddress = order.map(SwitchoverOrder::movesAddress).orElse(false);
    }

    /** The old source and the new one; empty where the journal does not say. */
    public static List<Optional<String>> actors(List<JournalLine> lines) {
        PlanProgress progress = new PlanProgress(lines);
        return List.of(
                progress.last("begin").map(line -> line.text("source")),
                progress.fact(Switchover.ORDER)
                        .map(text -> SwitchoverOrder.parse(text).newSource().toString()));
    }

    public static Explanation of(List<JournalLine> lines, String journal, Reality reality) {
        return new SwitchoverExplained(lines, journal, reality).explain();
    }

    private Explanation explain() {
        Optional<String> end = progress.last("end").map(line -> line.text("outcome"));
        String how = end.map(outcome -> "ended, " + outcome)
                .orElse(reality.manager().isPresent() ? "under way" : "INTERRUPTED");
        return new Explanation(
                "switchover from " + source + " to " + chosen + ": " + how,
                journal,
                gates(),
                told(),
                List.of(),
                next(end));
    }

    private List<String> told() {
        return progress.told().stream()
                .map(line -> line.replace("was declared dead", "is the source"))
                .toList();
    }

    private List<Gate> gates() {
        List<Gate> gates = new ArrayList<>();
        gates.add(
                progress.hasPlan()
                        ? Gate.passed("checks", "a healthy cluster", "passed, locks taken")
                        : Gate.ahead("checks", "a healthy cluster and the locks", ""));
        for (Row row : ROWS) {
            boolean isWanted = movesAddress || !row.name().startsWith("address");
            if (isWanted) {
                gates.add(progress.fact(row.fact())
                        .map(value -> Gate.passed(row.name(), row.needed(), row.seen() + " " + value))
                        .orElseGet(() -> Gate.ahead(row.name(), row.needed(), "")));
            }
        }
        return gates;
    }

    private List<String> next(Optional<String> end) {
        if (end.isPresent()) {
            return List.of("nothing is unfinished here, because the journal has its end");
        }
        if (reality.manager().isPresent()) {
            return List.of("process " + reality.manager().get()
                    + " runs and does what is left; another one would be refused as long as it lives");
        }
        if (!progress.hasPlan()) {
            return List.of("nothing is to be done, because nothing was changed before there was a plan");
        }
        String how =
                "; masterha-switch --conf=FILE, masterha-manager --conf=FILE --resume and the next manager do that first";
        if (progress.fact(Facts.OPENED).isEmpty()) {
            return List.of("the next one goes back to " + source + ", because " + chosen + " was not opened" + how);
        }
        return List.of(
                reality.newSourceWritable()
                        .map(writable -> writable
                                ? "the next one finishes, because " + chosen + " takes writes already" + how
                                : "the next one goes back to " + source + ", because " + chosen
                                        + " was about to be opened and takes no writes" + how)
                        .orElse(
                                "the next one stops and asks, because " + chosen
                                        + " may take writes already and does not answer: make it answer, then masterha-switch --conf=FILE"));
    }
}
