package io.masterha.manager.execute;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One line of a journal as it stands there, for those who tell its story; a line that cannot be read is told as such.
 *
 * @param at when it was written, ISO 8601; empty if unknown
 * @param event what kind of line it is; {@link #UNREADABLE} for one that is no JSON object
 */
public record JournalLine(String at, String event, Map<String, Object> parts) {
    public static final String UNREADABLE = "unreadable";

    public JournalLine {
        parts = Map.copyOf(parts);
    }

    public static List<JournalLine> read(List<String> lines) {
        return lines.stream().map(JournalLine::of).toList();
    }

    private static JournalLine of(String text) {
        try {
            Map<String, Object> parts = JSON.std.mapFrom(text);
            parts.values().removeIf(value -> value == null);
            return new JournalLine(
                    String.valueOf(parts.getOrDefault("at", "")),
                    String.valueOf(parts.getOrDefault("event", UNREADABLE)),
                    parts);
        } catch (IOException | ClassCastException e) {
            return new JournalLine("", UNREADABLE, Map.of("text", text));
        }
    }

    public boolean is(String kind) {
        return event.equals(kind);
    }

    /** A part as text; empty if it is not there. */
    public String text(String part) {
        return String.valueOf(parts.getOrDefault(part, ""));
    }

    /** A part that is a list of texts; empty if it is not there. */
    public List<String> texts(String part) {
        List<String> texts = new ArrayList<>();
        if (parts.get(part) instanceof List<?> items) {
            items.forEach(item -> texts.add(String.valueOf(item)));
        }
        return texts;
    }
}
