package io.masterha.bench.live;

import io.masterha.bench.Goal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured, as the Markdown of docs/performance.md. */
public final class Table {
    /** One line: what it is, what it should be, and who has it. */
    private record Row(String title, Goal goal, Series ours, Series theirs) {
        String met() {
            if (ours.isEmpty() || ours.hasFailed()) {
                return ours.hasFailed() ? Goal.verdict(false) : "-";
            }
            return goal.met(ours.median(), ours.worst());
        }

        String line() {
            return cells(title, goal.toString(), ours.cell(), met(), theirs.cell(), quotient(theirs, ours));
        }
    }

    /** How many times as long one figure takes as another. */
    private record Ratio(String title, double goal, String of, String to) {}

    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final String heading;
    private final List<Ratio> ratios = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    public Table(String heading) {
        this.heading = heading;
    }

    /** A figure by its title; it is there even if nothing was measured. */
    public void row(String title, Goal goal) {
        rows.computeIfAbsent(title, t -> new Row(t, goal, new Series(), new Series()));
    }

    /** A line for the medians of two figures, the first divided by the second. */
    public void ratio(String title, double goal, String of, String to) {
        ratios.add(new Ratio(title, goal, of, to));
    }

    public Series ours(String title) {
        return rows.get(title).ours();
    }

    public Series theirs(String title) {
        return rows.get(title).theirs();
    }

    /** A line below the table. */
    public void note(String line) {
        notes.add(line);
    }

    /** Whether a round of somebody gave no sample. */
    boolean hasFailures() {
        return rows.values().stream()
                .anyMatch(row -> row.ours().hasFailed() || row.theirs().hasFailed());
    }

    /** The table, then where the time went. */
    public String markdown() {
        StringBuilder text = new StringBuilder("### ").append(heading).append("\n\n");
        text.append(cells("figure", "goal", "masterha", "met", "MHA 0.58", "MHA / masterha"));
        text.append("|---|---|---|---|---|---|\n");
        for (Row row : rows.values()) {
            text.append(row.line());
            ratios.stream().filter(r -> r.of().equals(row.title())).forEach(r -> text.append(line(r)));
        }
        text.append("\nWhere the time goes, medians in ms:\n\n");
        for (Row row : rows.values()) {
            steps(text, row.title() + ", masterha", row.ours());
            steps(text, row.title() + ", MHA", row.theirs());
        }
        notes.forEach(line -> text.append("- ").append(line).append('\n'));
        return text.append('\n').toString();
    }

    private String line(Ratio ratio) {
        Series of = ours(ratio.of());
        Series to = ours(ratio.to());
        String met = of.isEmpty() || to.isEmpty() ? "-" : Goal.verdict(of.median() / to.median() <= ratio.goal());
        return cells(ratio.title(), ratio.goal() + " times", quotient(of, to), met, "-", "-");
    }

    private static String cells(String... cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static void steps(StringBuilder text, String title, Series series) {
        if (!series.isEmpty() && !series.steps().isEmpty()) {
            text.append("- ").append(title).append(": ").append(series.steps()).append('\n');
        }
    }

    private static String quotient(Series dividend, Series divisor) {
        return dividend.isEmpty() || divisor.isEmpty()
                ? "-"
                : String.format(Locale.ROOT, "%.1f", dividend.median() / divisor.median());
    }
}
