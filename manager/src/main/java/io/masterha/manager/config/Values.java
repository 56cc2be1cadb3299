package io.masterha.manager.config;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The values of one server: its own block, then the application's defaults, then the global ones. */
final class Values {
    private static final Pattern QUOTED = Pattern.compile("['\"]?(.*)['\"]", Pattern.DOTALL);

    private final Map<ConfigKey, String> values = new EnumMap<>(ConfigKey.class);
    private final Optional<Values> defaults;

    Values(Optional<Values> defaults) {
        this.defaults = defaults;
    }

    /** A value is kept with one pair of quotes taken off, as MHA does: the leading one may be missing. */
    void set(ConfigKey key, String value) {
        Matcher quoted = QUOTED.matcher(value);
        values.put(key, quoted.matches() ? quoted.group(1) : value);
    }

    /** The value in force; empty text counts as not set. */
    Optional<String> get(ConfigKey key) {
        Optional<String> own = Optional.ofNullable(values.get(key));
        return own.isPresent() ? own.filter(value -> !value.isEmpty()) : defaults.flatMap(parent -> parent.get(key));
    }

    String text(ConfigKey key, String otherwise) {
        return get(key).orElse(otherwise);
    }

    int number(ConfigKey key, int otherwise) {
        return get(key).map(Integer::parseInt).orElse(otherwise);
    }

    /** Perl's truth: every number but 0. */
    boolean flag(ConfigKey key, boolean otherwise) {
        return get(key).map(value -> Integer.parseInt(value) != 0).orElse(otherwise);
    }
}
