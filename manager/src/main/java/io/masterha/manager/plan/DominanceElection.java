package io.masterha.manager.plan;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Progress;
import io.masterha.binlog.gtid.GtidSet;
import io.masterha.manager.topology.Replica;
import io.masterha.manager.topology.Topology;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Who received most goes first: by set inclusion where GTIDs are known, else by position. Among equals {@code
 * candidate_master} counts, then who has fewest bytes left to execute, then the configuration's order. With {@code
 * latest_priority=0} a preferred server goes before one that received more.
 */
final class DominanceElection implements Election {
    /**
     * What a replica has left to execute of what anybody received.
     *
     * @param wholeFiles files that lie between, whose sizes are not known here
     * @param bytes what is left apart from them
     */
    private record Lag(long wholeFiles, long bytes) {
        static Lag of(Topology topology, Replica replica) {
            BinlogPosition most = topology.mostAdvanced().orElseThrow().received();
            long files = most.fileNumber() - replica.executed().fileNumber();
            return files <= 0
                    ? new Lag(0, Math.max(0, most.offset() - replica.executed().offset()))
                    : new Lag(files - 1, most.offset());
        }

        boolean isLarge() {
            return wholeFiles > 0 || bytes > LAG_LIMIT_BYTES;
        }

        @Override
        public String toString() {
            return (wholeFiles > 0 ? wholeFiles + " whole binlog files and " : "")
                    + String.format(Locale.ROOT, "%,d bytes", bytes);
        }
    }

    @Override
    public Optional<String> farBehind(Topology topology, Replica replica) {
        Lag lag = Lag.of(topology, replica);
        return lag.isLarge() && replica.checksDelay()
                ? Optional.of("it is far behind: " + lag + " or more are left to execute, from " + replica.executed())
                : Optional.empty();
    }

    @Override
    public Choice choose(Topology topology, List<Replica> eligible) {
        boolean latestFirst = topology.mostAdvanced().orElseThrow().latestPriority();
        boolean anyPreferred = eligible.stream().anyMatch(Election::isPreferred);
        List<Replica> field = latestFirst || !anyPreferred
                ? eligible
                : eligible.stream().filter(Election::isPreferred).toList();
        List<Replica> advanced = undominated(topology, field);
        Replica winner = advanced.stream()
                .min(Comparator.comparing((Replica r) -> Election.isPreferred(r) ? 0 : 1)
                        .thenComparing(r -> Lag.of(topology, r).wholeFiles())
                        .thenComparing(r -> Lag.of(topology, r).bytes())
                        .thenComparing(topology::place))
                .orElseThrow();
        return new Choice(winner, because(topology, winner, eligible));
    }

    /** Those that nobody is ahead of; if sets and positions contradict each other in a circle, by position alone. */
    private static List<Replica> undominated(Topology topology, List<Replica> field) {
        List<Replica> left = field.stream()
                .filter(r -> field.stream().noneMatch(o -> standing(topology, o, r) == Progress.Standing.AHEAD))
                .toList();
        BinlogPosition most = field.stream()
                .map(Replica::received)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return left.isEmpty()
                ? field.stream().filter(r -> r.received().compareTo(most) == 0).toList()
                : left;
    }

    private static Progress.Standing standing(Topology topology, Replica one, Replica other) {
        if (topology.gtid() && !one.gtids().isEmpty() && !other.gtids().isEmpty()) {
            if (one.gtids().equals(other.gtids())) {
                return Progress.Standing.EQUAL;
            }
            Progress.Standing bySet = new Progress.ByGtids(GtidSet.parse(one.gtids()))
                    .standingTo(new Progress.ByGtids(GtidSet.parse(other.gtids())));
            if (bySet != Progress.Standing.DIVERGED) {
                return bySet;
            }
        }
        return new Progress.AtPosition(one.received()).standingTo(new Progress.AtPosition(other.received()));
    }

    private static String because(Topology topology, Replica winner, List<Replica> eligible) {
        List<String> clauses = new ArrayList<>();
        clauses.add((Election.isPreferred(winner) ? "candidate_master=1, " : "") + "received up to " + winner.received()
                + ", " + Lag.of(topology, winner) + " to execute");
        for (Replica other : eligible) {
            if (!other.id().equals(winner.id())) {
                clauses.add(other.id() + " " + comparedWith(topology, winner, other));
            }
        }
        return String.join("; ", clauses);
    }

    private static String comparedWith(Topology topology, Replica winner, Replica other) {
        return switch (standing(topology, other, winner)) {
            case BEHIND, DIVERGED -> "received less, up to " + other.received();
            case AHEAD -> "received more, but is not preferred";
            case EQUAL ->
                Election.isPreferred(winner) && !Election.isPreferred(other)
                        ? "received as much, but is not preferred"
                        : "received as much, has " + Lag.of(topology, other) + " to execute";
        };
    }
}
