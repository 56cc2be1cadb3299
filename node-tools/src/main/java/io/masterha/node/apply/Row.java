package io.masterha.node.apply;

import java.util.Map;
import java.util.TreeMap;

/** One row of a result, by column names that ignore case; SQL NULL is left out. */
public final class Row {
    private final Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    Row(Map<String, String> values) {
        this.values.putAll(values);
    }

    /** The value of the first column that is there, else empty text. */
    public String text(String... names) {
        for (String name : names) {
            String value = values.get(name);
            if (value != null) {
                return value;
            }
        }
        return "";
    }

    public long number(String... names) {
        String text = text(names);
        return text.matches("-?\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    boolean isGiven(String name) {
        return values.containsKey(name);
    }

    public boolean isYes(String... names) {
        String text = text(names);
        return text.equalsIgnoreCase("yes") || text.equalsIgnoreCase("on") || text.equals("1");
    }
}
