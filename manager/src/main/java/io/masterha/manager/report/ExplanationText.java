package io.masterha.manager.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An explanation as lines for people, and as JSON for programs. */
public final class ExplanationText {
    private ExplanationText() {}

    public static List<String> lines(Explanation told) {
        List<String> lines = new ArrayList<>();
        lines.add(told.about());
        if (!told.journal().isEmpty()) {
            lines.add("journal: " + told.journal());
        }
        if (!told.gates().isEmpty()) {
            lines.add("gates:");
            for (int i = 0; i < told.gates().size(); i++) {
                lines.add(line(i + 1, told.gates().get(i)));
            }
        }
        list(lines, "done:", told.done());
        list(lines, "left:", told.left());
        list(lines, "next:", told.next());
        return lines;
    }

    private static String line(int number, Gate gate) {
        return "  %2d %-6s %s: %s"
                .formatted(
                        number,
                        word(gate.state()),
                        gate.name(),
                        gate.seen().isEmpty()
                                ? "needs " + gate.needed()
                                : gate.seen() + (gate.state() == Gate.State.PASSED ? "" : "; needs " + gate.needed()));
    }

    private static String word(Gate.State state) {
        return switch (state) {
            case PASSED -> "passed";
            case CLOSED -> "CLOSED";
            case AHEAD -> "ahead";
        };
    }

    private static void list(List<String> lines, String title, List<String> items) {
        if (!items.isEmpty()) {
            lines.add(title);
            items.forEach(item -> lines.add("  " + item));
        }
    }

    /** One JSON object, indented, with a final line break. */
    public static String json(List<Explanation> all) {
        List<Map<String, Object>> operations = new ArrayList<>();
        for (Explanation told : all) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("about", told.about());
            json.put("journal", told.journal());
            List<Map<String, Object>> gates = new ArrayList<>();
            for (Gate gate : told.gates()) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("name", gate.name());
                one.put("state", gate.state().name().toLowerCase(Locale.ROOT));
                one.put("seen", gate.seen());
                one.put("needed", gate.needed());
                gates.add(one);
            }
            json.put("gates", gates);
            json.put("done", told.done());
            json.put("left", told.left());
            json.put("next", told.next());
            operations.add(json);
        }
        return PrettyJson.of(Map.of("operations", operations));
    }
}
