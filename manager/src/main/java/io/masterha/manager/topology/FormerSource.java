package io.masterha.manager.topology;

import io.masterha.binlog.BinlogPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A server that was promoted in place of the failed source, or was about to be, and is gone itself.
 *
 * @param serverId its {@code server_id}
 * @param start where its own history had begun
 * @param reached up to where it had executed the failed source's history then
 * @param transactions how many it had committed since; {@link #UNKNOWN} if its binary log cannot be read
 */
public record FormerSource(
        ServerId id, long serverId, BinlogPosition start, BinlogPosition reached, long transactions) {
    public static final long UNKNOWN = -1;

    /** One line for all of them, in order. */
    public static String format(List<FormerSource> formers) {
        return formers.stream().map(FormerSource::toString).collect(Collectors.joining(" "));
    }

    /**
     * Reads what {@link #format} printed.
     *
     * @throws IllegalArgumentException if it cannot be read
     */
    public static List<FormerSource> parse(String line) {
        List<FormerSource> formers = new ArrayList<>();
        for (String word : line.isBlank() ? new String[0] : line.strip().split(" +")) {
            String[] parts = word.split(",", -1);
            if (parts.length != 5) {
                throw new IllegalArgumentException("not a former source: " + word);
            }
            formers.add(new FormerSource(
                    ServerId.parse(parts[0]),
                    Long.parseLong(parts[1]),
                    BinlogPosition.parse(parts[2]),
                    BinlogPosition.parse(parts[3]),
                    Long.parseLong(parts[4])));
        }
        return formers;
    }

    @Override
    public String toString() {
        return id + "," + serverId + "," + start + "," + reached + "," + transactions;
    }
}
