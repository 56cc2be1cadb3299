package io.masterha.manager.topology;

import io.masterha.binlog.gtid.GtidSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Finds what a replica has executed and its source never had, as far as anybody knows.
 *
 * <p>A wrong alarm would keep a good server from being promoted. So what was received from the source counts as the
 * source's, also if it came after the last look; what bears the source's own name does; and what every other replica has
 * too. Where nobody saw the source there is nothing to compare with.
 */
public final class Errant {
    /**
     * A replica.
     *
     * @param serverId its {@code server_id}
     * @param executed what it has executed
     * @param received what it has received from the source
     */
    public record Subject(long serverId, String executed, String received) {}

    private Errant() {}

    /**
     * The transactions, as the server prints them; empty if there are none.
     *
     * @param others the other replicas that answer
     */
    public static String of(Subject subject, Optional<Witness> witness, Collection<Subject> others) {
        String seen = witness.map(Witness::gtids).orElse("");
        if (seen.isEmpty() || subject.executed().isEmpty()) {
            return "";
        }
        GtidSet left = GtidSet.parse(subject.executed()).minus(GtidSet.parse(seen));
        if (left.isEmpty()) {
            return "";
        }
        return isMariadb(seen) ? writtenBy(subject, left) : ofOtherNames(subject, witness.orElseThrow(), left, others);
    }

    private static boolean isMariadb(String set) {
        return !set.contains(":");
    }

    /** MariaDB: ahead of the source in a domain, with a transaction that it wrote itself. */
    private static String writtenBy(Subject subject, GtidSet left) {
        return only(left, gtid -> gtid.split("-")[1].equals(String.valueOf(subject.serverId())));
    }

    private static String ofOtherNames(Subject subject, Witness witness, GtidSet left, Collection<Subject> others) {
        GtidSet rest = left.minus(GtidSet.parse(subject.received()));
        for (Subject other : others) {
            if (rest.isEmpty()) {
                // Nearly always: comparing every replica with every other takes time when there are many.
                return "";
            }
            rest = rest.minus(GtidSet.parse(other.received()));
        }
        if (!witness.uuid().isEmpty()) {
            String own = witness.uuid().toLowerCase(java.util.Locale.ROOT) + ":";
            rest = GtidSet.parse(only(rest, part -> !part.startsWith(own)));
        }
        return rest.minus(everywhere(rest, others)).toString();
    }

    /** Of a set what every other replica has executed; nothing if there is no other. */
    private static GtidSet everywhere(GtidSet set, Collection<Subject> others) {
        if (others.isEmpty()) {
            return GtidSet.parse("");
        }
        GtidSet common = set;
        for (Subject other : others) {
            common = common.minus(common.minus(GtidSet.parse(other.executed())));
        }
        return common;
    }

    private static String only(GtidSet set, Predicate<String> which) {
        return Arrays.stream(set.toString().split(","))
                .filter(part -> !part.isEmpty())
                .filter(which)
                .collect(Collectors.joining(","));
    }
}
