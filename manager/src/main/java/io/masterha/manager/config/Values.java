package io.masterha.manager.config;

import java.nio.file.Path;
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

    void set(ConfigKey key, String value) {
        String bare = key.isCommand() ? command(value) : unquoted(value);
        values.put(key, key.isUnsetByZero() && bare.equals("0") ? "" : bare);
    }

    /** One pair of quotes is taken off, as MHA does: the leading one may be missing, the trailing one may not. */
    static String unquoted(String value) {
        Matcher quoted = QUOTED.matcher(value);
        return quoted.matches() ? quoted.group(1) : value;
    }

    /**
     * A command line keeps the quotes of its own words: only a pair around the whole of it is taken off. MHA takes the last
     * quote in any case, and what is left is no command line.
     */
    static String command(String value) {
        String bare = unquoted(value);
        boolean isPair = !value.isEmpty()
                && value.length() == bare.length() + 2
                && value.charAt(0) == value.charAt(value.length() - 1);
        return isPair && bare.indexOf(value.charAt(0)) < 0 ? bare : value;
    }

    /** The value in force; empty text counts as not set. */
    Optional<String> get(ConfigKey key) {
        Optional<String> own = Optional.ofNullable(values.get(key));
        return own.isPresent() ? own.filter(value -> !value.isEmpty()) : defaults.flatMap(parent -> parent.get(key));
    }

    String text(ConfigKey key, String otherwise) {
        return get(key).orElse(otherwise);
    }

    /** A file; {@code ~/} is the manager's home directory. */
    Optional<Path> path(ConfigKey key, Path home) {
        return get(key).map(text -> text.startsWith("~/") ? home.resolve(text.substring(2)) : Path.of(text));
    }

    int number(ConfigKey key, int otherwise) {
        return get(key).map(Integer::parseInt).orElse(otherwise);
    }

    /** Perl's truth: every number but 0. */
    boolean flag(ConfigKey key, boolean otherwise) {
        return get(key).map(value -> Integer.parseInt(value) != 0).orElse(otherwise);
    }
}
