package io.masterha.manager.topology;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Family and number of a server's version, read tolerantly from {@code @@version}.
 *
 * <p>Distributions append anything: {@code 8.0.35-0ubuntu0.22.04.1}, {@code 10.11.18-MariaDB-1:10.11.18+maria~deb12-log}.
 */
public record ServerVersion(Family family, int major, int minor, int patch) implements Comparable<ServerVersion> {
    private static final Pattern NUMBERS = Pattern.compile("(?:5\\.5\\.5-)?(\\d+)\\.(\\d+)(?:\\.(\\d+))?.*");

    /** Servers whose replication speaks one dialect. */
    public enum Family {
        MYSQL,
        MARIADB
    }

    public static ServerVersion parse(String text) {
        Family family = text.toLowerCase(java.util.Locale.ROOT).contains("mariadb") ? Family.MARIADB : Family.MYSQL;
        Matcher numbers = NUMBERS.matcher(text);
        if (!numbers.matches()) {
            throw new IllegalArgumentException("not a server version: " + text);
        }
        String patch = numbers.group(3);
        return new ServerVersion(
                family,
                Integer.parseInt(numbers.group(1)),
                Integer.parseInt(numbers.group(2)),
                patch == null ? 0 : Integer.parseInt(patch));
    }

    public boolean isMariadb() {
        return family == Family.MARIADB;
    }

    public boolean isAtLeast(int wantedMajor, int wantedMinor, int wantedPatch) {
        return compareNumbers(new ServerVersion(family, wantedMajor, wantedMinor, wantedPatch)) >= 0;
    }

    /** Whether both belong to the same release series, between which a replica may follow either way. */
    public boolean isSameSeriesAs(ServerVersion other) {
        return family == other.family && major == other.major && minor == other.minor;
    }

    @Override
    public int compareTo(ServerVersion other) {
        int byFamily = family.compareTo(other.family);
        return byFamily != 0 ? byFamily : compareNumbers(other);
    }

    private int compareNumbers(ServerVersion other) {
        int byMajor = Integer.compare(major, other.major);
        int byMinor = byMajor != 0 ? byMajor : Integer.compare(minor, other.minor);
        return byMinor != 0 ? byMinor : Integer.compare(patch, other.patch);
    }

    @Override
    public String toString() {
        return (isMariadb() ? "mariadb-" : "mysql-") + major + "." + minor + "." + patch;
    }
}
