package io.masterha.manager.plan;

import io.masterha.binlog.Problem;
import io.masterha.binlog.gtid.GtidSet;
import io.masterha.manager.topology.Applier;
import io.masterha.manager.topology.Replica;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import io.masterha.manager.topology.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds replicas that cannot be compared with the chosen one: each has something of the failed source that the other lacks.
 *
 * <p>What a replica wrote itself is not compared: it is told apart. Nor is what the failed source had purged long before.
 */
public final class Rivals {
    /**
     * One of them.
     *
     * @param onlyThere what it has and the chosen one lacks
     * @param onlyHere the other way round
     */
    public record Rival(ServerId server, String onlyThere, String onlyHere) {}

    private Rivals() {}

    /** Empty where sets of GTIDs are not known, or are of no use: along one log positions tell all. */
    public static List<Rival> of(Topology topology, Replica chosen) {
        List<Rival> rivals = new ArrayList<>();
        if (!topology.gtid() || chosen.gtids().isEmpty()) {
            return rivals;
        }
        try {
            GtidSet here = compared(topology, chosen);
            for (Replica other : topology.replicas()) {
                if (other.id().equals(chosen.id()) || other.gtids().isEmpty() || other.applier() == Applier.BROKEN) {
                    continue;
                }
                GtidSet there = compared(topology, other);
                GtidSet onlyThere = there.minus(here);
                GtidSet onlyHere = here.minus(there);
                if (!onlyThere.isEmpty() && !onlyHere.isEmpty()) {
                    rivals.add(new Rival(other.id(), onlyThere.toString(), onlyHere.toString()));
                }
            }
        } catch (Problem notAServersWord) {
            return List.of();
        }
        return rivals;
    }

    /**
     * Of those that stand at the same place of the log one that has everything and more: a place tells nothing where a
     * replica has never reached its source.
     */
    public static Optional<Rival> outdone(Topology topology, Replica replica) {
        if (!topology.gtid() || replica.gtids().isEmpty()) {
            return Optional.empty();
        }
        try {
            GtidSet here = compared(topology, replica);
            for (Replica other : topology.replicas()) {
                boolean isBeside = !other.id().equals(replica.id())
                        && !other.gtids().isEmpty()
                        && other.applier() != Applier.BROKEN
                        && other.received().compareTo(replica.received()) == 0
                        && !hasTheSame(other, replica);
                if (isBeside) {
                    GtidSet there = compared(topology, other);
                    GtidSet onlyThere = there.minus(here);
                    if (!onlyThere.isEmpty() && here.minus(there).isEmpty()) {
                        return Optional.of(new Rival(other.id(), onlyThere.toString(), ""));
                    }
                }
            }
        } catch (Problem notAServersWord) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** Nearly always so, and many sets take time to be read and compared. */
    private static boolean hasTheSame(Replica one, Replica other) {
        return one.gtids().equals(other.gtids()) && one.extraGtids().equals(other.extraGtids());
    }

    private static GtidSet compared(Topology topology, Replica replica) {
        GtidSet set = GtidSet.parse(replica.gtids());
        GtidSet own = GtidSet.parse(replica.extraGtids());
        String purged = topology.source().witness().map(Witness::purged).orElse("");
        return set.minus(own).minus(GtidSet.parse(purged));
    }

    /** One clause for each. */
    public static String words(Replica chosen, List<Rival> rivals) {
        return String.join(
                "; ",
                rivals.stream()
                        .map(r -> r.server() + " has " + r.onlyThere() + ", which " + chosen.id() + " lacks, and lacks "
                                + r.onlyHere())
                        .toList());
    }
}
