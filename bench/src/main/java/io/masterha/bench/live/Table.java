package io.masterha.bench.live;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured, as the Markdown of docs/performance.md. */
public final class Table {
    /** One line: what it is, what it should be, and who has it. */
    private record Row(String title, String goal, Series ours, Series theirs) {}

    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final String heading;
    private final List<String> notes = new ArrayList<>();

    public Table(String heading) {
        this.heading = heading;
    }

    /** A figure by its title; it is there even if nothing was measured. */
    public void row(String title, String goal) {
        rows.computeIfAbsent(title, t -> new Row(t, goal, new Series(), new Series()));
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

    /** The table, then where the time went. */
    public String markdown() {
        StringBuilder text = new StringBuilder("### ").append(heading).append("\n\n");
        text.append("| figure | goal | masterha | MHA 0.58 | MHA / masterha |\n|---|---|---|---|---|\n");
        for (Row row : rows.values()) {
            text.append("| ")
                    .append(row.title())
                    .append(" | ")
                    .append(row.goal())
                    .append(" | ")
                    .append(row.ours().cell())
                    .append(" | ")
                    .append(row.theirs().cell())
                    .append(" | ")
                    .append(ratio(row))
                    .append(" |\n");
        }
        text.append("\nWhere the time goes, medians in ms:\n\n");
        for (Row row : rows.values()) {
            steps(text, row.title() + ", masterha", row.ours());
            steps(text, row.title() + ", MHA", row.theirs());
        }
        notes.forEach(line -> text.append("- ").append(line).append('\n'));
        return text.append('\n').toString();
    }

    private static void steps(StringBuilder text, String title, Series series) {
        if (!series.isEmpty() && !series.steps().isEmpty()) {
            text.append("- ").append(title).append(": ").append(series.steps()).append('\n');
        }
    }

    private static String ratio(Row row) {
        return row.ours().isEmpty() || row.theirs().isEmpty()
                ? "-"
                : String.format(
                        Locale.ROOT, "%.1f", row.theirs().median() / row.ours().median());
    }
}
