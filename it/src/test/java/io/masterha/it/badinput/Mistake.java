package io.masterha.it.badinput;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One row of the table: what the DBA did wrong, and what the command must say.
 *
 * @param name a clause for the test's name
 * @param command the command and its options; {@code CONF} stands for the configuration file
 * @param exit the exit code
 * @param change lines of the configuration that are replaced, by their text; {@code KEY=} alone stands for any value
 * @param says words that must stand in the output, in any order: the what, the why, the next
 */
record Mistake(String name, List<String> command, int exit, Map<String, String> change, List<String> says) {
    static Mistake of(String name) {
        return new Mistake(name, List.of("masterha-check-repl", "--conf", "CONF"), 1, Map.of(), List.of());
    }

    Mistake command(String... words) {
        return new Mistake(name, List.of(words), exit, change, says);
    }

    Mistake exits(int code) {
        return new Mistake(name, command, code, change, says);
    }

    /** A key of {@code [server default]} with another value. */
    Mistake with(String key, Object value) {
        return replacing(key + "=", key + "=" + value);
    }

    /** A line that begins so, with other text instead. */
    Mistake replacing(String beginning, String text) {
        Map<String, String> more = new TreeMap<>(change);
        more.put(beginning, text);
        return new Mistake(name, command, exit, more, says);
    }

    Mistake says(String... words) {
        List<String> more = new ArrayList<>(says);
        more.addAll(List.of(words));
        return new Mistake(name, command, exit, change, more);
    }

    /** The configuration with the mistake in it. */
    String applyTo(String conf) {
        StringBuilder text = new StringBuilder();
        List<String> unused = new ArrayList<>(change.keySet());
        for (String line : conf.lines().toList()) {
            String shown = line;
            for (Map.Entry<String, String> entry : change.entrySet()) {
                if (line.startsWith(entry.getKey())) {
                    shown = entry.getValue();
                    unused.remove(entry.getKey());
                }
            }
            text.append(shown).append('\n');
        }
        StringBuilder added = new StringBuilder();
        unused.forEach(key -> added.append(change.get(key)).append('\n'));
        return text.toString().replace("[server default]\n", "[server default]\n" + added);
    }
}
