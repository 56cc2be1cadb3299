package io.masterha.manager.adapter.jdbc;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** One row of a result, by column names that ignore case; servers of different age name the same column differently. */
final class Row {
    private final Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    /** @param values by column name; SQL NULL is left out */
    Row(Map<String, String> values) {
        this.values.putAll(values);
    }

    /** The first row, or one without columns. */
    static Row first(List<Row> rows) {
        return rows.isEmpty() ? new Row(Map.of()) : rows.get(0);
    }

    /** The value of the first column that exists and is not NULL, else empty text. */
    String text(String... names) {
        for (String name : names) {
            String value = values.get(name);
            if (value != null) {
                return value;
            }
        }
        return "";
    }

    Optional<String> find(String... names) {
        for (String name : names) {
            String value = values.get(name);
            if (value != null) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    long number(long otherwise, String... names) {
        return number(names).orElse(otherwise);
    }

    /** The value as a number; empty if it is missing, NULL or not a number. */
    OptionalLong number(String... names) {
        String text = text(names);
        return text.matches("-?\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    /** Whether the value says yes in one of the ways in which servers say it. */
    boolean isOn(String... names) {
        return isYes(text(names));
    }

    static boolean isYes(String text) {
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "ON", "YES", "Y", "1", "TRUE" -> true;
            default -> false;
        };
    }

    /** The values in the order of their names, for rows that are name and value. */
    Map<String, String> values() {
        return values;
    }
}
