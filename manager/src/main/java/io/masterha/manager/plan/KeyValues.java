package io.masterha.manager.plan;

import java.util.HashMap;
import java.util.Map;

/** A line of {@code key=value} words, as an order is kept in the journal; a dash stands for an empty value. */
record KeyValues(Map<String, String> values) {
    /** @throws IllegalArgumentException if a word is no {@code key=value} */
    static KeyValues parse(String line) {
        Map<String, String> values = new HashMap<>();
        for (String word : line.trim().split(" +")) {
            int equals = word.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("not key=value: " + word + " in: " + line);
            }
            values.put(word.substring(0, equals), word.substring(equals + 1));
        }
        return new KeyValues(Map.copyOf(values));
    }

    static String dash(String text) {
        return text.isEmpty() ? "-" : text;
    }

    /** @throws IllegalArgumentException if the key is missing */
    String text(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("no " + key + "= in " + values);
        }
        return value.equals("-") ? "" : value;
    }

    /** @throws IllegalArgumentException if the key is missing */
    boolean flag(String key) {
        return Boolean.parseBoolean(text(key));
    }

    /** One that lines of earlier versions lack. */
    boolean flag(String key, boolean otherwise) {
        return values.containsKey(key) ? flag(key) : otherwise;
    }
}
