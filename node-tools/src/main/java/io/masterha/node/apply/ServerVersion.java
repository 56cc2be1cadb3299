package io.masterha.node.apply;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which server it is, as {@code @@version} says: {@code 8.0.33}, {@code 10.11.18-MariaDB-log}. */
public record ServerVersion(boolean isMariadb, int number) {
    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3}).*");

    static ServerVersion parse(String text) {
        Matcher matcher = NUMBERS.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a server version: " + text);
        }
        return new ServerVersion(
                text.contains("MariaDB"),
                number(
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3))));
    }

    public boolean isMysqlFrom(int major, int minor, int patch) {
        return !isMariadb && number >= number(major, minor, patch);
    }

    private static int number(int major, int minor, int patch) {
        return (major * 1000 + minor) * 1000 + patch;
    }
}
