package io.masterha.manager.app.explain;

import io.masterha.manager.execute.JournalLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How far the plan of a journal came: what was done before and under it, what is left of it, and what it was told to open. */
final class PlanProgress {
    private static final String PROMOTE = "promote ";

    private final List<JournalLine> lines;
    private final List<String> steps = new ArrayList<>();
    private final Map<String, JournalLine> ended = new LinkedHashMap<>();
    private final List<String> begun = new ArrayList<>();
    private final Map<String, String> facts = new LinkedHashMap<>();

    PlanProgress(List<JournalLine> lines) {
        this.lines = lines;
        for (JournalLine line : lines) {
            switch (line.event()) {
                case "plan" -> begin(line);
                case "start" -> begun.add(line.text("step"));
                case "done", "failed" -> ended.put(line.text("step"), line);
                case "fact" -> facts.put(line.text("name"), line.text("value"));
                default -> {
                    // told elsewhere
                }
            }
        }
    }

    /** A later plan takes the place of an earlier one; what is known stays where the journal says so. */
    private void begin(JournalLine plan) {
        if (!steps.isEmpty()) {
            plan.texts("forgets").forEach(facts::remove);
        }
        steps.clear();
        steps.addAll(plan.texts("plan"));
        ended.clear();
        begun.clear();
    }

    Optional<String> fact(String name) {
        return Optional.ofNullable(facts.get(name));
    }

    /** The last line of a kind. */
    Optional<JournalLine> last(String event) {
        return lines.stream().filter(line -> line.is(event)).reduce((earlier, later) -> later);
    }

    /** The last note about something. */
    Optional<String> note(String what) {
        return lines.stream()
                .filter(line -> line.is("note") && line.text("what").equals(what))
                .map(line -> line.text("text"))
                .reduce((earlier, later) -> later);
    }

    /** Title of a step without phase and policy. */
    static String title(String planLine) {
        String[] words = planLine.strip().split(" +", 3);
        return words.length == 3 ? words[2] : planLine;
    }

    private static boolean isOf(String planLine, String phase) {
        return planLine.startsWith(phase + " ");
    }

    List<String> titles(String phase) {
        return steps.stream()
                .filter(line -> isOf(line, phase))
                .map(PlanProgress::title)
                .toList();
    }

    /** The server that the plan promotes; empty without a plan. */
    Optional<String> promoted() {
        return steps.stream()
                .map(PlanProgress::title)
                .filter(title -> title.startsWith(PROMOTE))
                .map(title -> title.substring(PROMOTE.length()).replaceFirst(",.*", ""))
                .findFirst();
    }

    boolean hasPlan() {
        return !steps.isEmpty();
    }

    boolean isDone(String title) {
        return Optional.ofNullable(ended.get(title))
                .filter(line -> line.is("done"))
                .isPresent();
    }

    /** Why a step failed; empty if it did not. */
    Optional<String> failure(String title) {
        return Optional.ofNullable(ended.get(title))
                .filter(line -> line.is("failed"))
                .map(line -> line.text("problem"));
    }

    /** What was done, in order, with its time; also what was done under plans that were given up. */
    List<String> told() {
        List<String> told = new ArrayList<>();
        boolean isAgain = false;
        for (JournalLine line : lines) {
            switch (line.event()) {
                case "begin" -> told.add(time(line) + " began: " + line.text("source") + " was declared dead");
                case "note" -> told.add(time(line) + " " + line.text("what") + ": " + line.text("text"));
                case "plan" -> {
                    told.add(time(line) + (isAgain ? " planned again" : " planned")
                            + (line.text("reason").isEmpty() ? "" : ", because " + line.text("reason")) + ": "
                            + line.text("because"));
                    isAgain = true;
                }
                case "done" -> told.add(time(line) + " " + line.text("step") + ": " + line.text("note"));
                case "failed" -> told.add(time(line) + " " + line.text("step") + " FAILED: " + line.text("problem"));
                case "end" -> told.add(time(line) + " ended: " + line.text("outcome"));
                case JournalLine.UNREADABLE -> told.add("a line that cannot be read: " + line.text("text"));
                default -> {
                    // begun steps are told as left, facts with their gates
                }
            }
        }
        return told;
    }

    private static String time(JournalLine line) {
        return line.at();
    }

    /** Steps without an end, in order. */
    List<String> left() {
        return steps.stream()
                .map(PlanProgress::title)
                .filter(title -> !ended.containsKey(title))
                .map(title -> title + (begun.contains(title) ? " (begun; whether it was done is not known)" : ""))
                .toList();
    }
}
