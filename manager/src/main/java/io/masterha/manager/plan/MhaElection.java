package io.masterha.manager.plan;

import io.masterha.binlog.BinlogPosition;
import io.masterha.manager.topology.Replica;
import io.masterha.manager.topology.Topology;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * MHA's rules, its bad ones included: one binlog file behind is too far, whatever the lag in bytes; offsets of different
 * files are compared; {@code check_repl_delay} is that of the replica whose relay logs serve the others, and {@code
 * latest_priority} that of the first most advanced one.
 *
 * <p>File numbers are compared as numbers here, where MHA compares text: that differs beyond file 999999.
 */
final class MhaElection implements Election {
    @Override
    public Optional<String> farBehind(Topology topology, Replica replica) {
        BinlogPosition most = topology.mostAdvanced().orElseThrow().received();
        BinlogPosition executed = replica.executed();
        boolean isBehind =
                most.fileNumber() > executed.fileNumber() || most.offset() > executed.offset() + LAG_LIMIT_BYTES;
        return isBehind && base(topology).checksDelay()
                ? Optional.of("it is far behind: executed " + executed + " of " + most)
                : Optional.empty();
    }

    /** The replica whose relay logs serve the others: MHA reads {@code check_repl_delay} from its block. */
    private static Replica base(Topology topology) {
        Replica first = topology.mostAdvanced().orElseThrow();
        if (topology.gtid()) {
            return topology.replicas().stream()
                    .filter(topology::isMostAdvanced)
                    .max(Comparator.comparing(Replica::executed).thenComparing(r -> -topology.place(r)))
                    .orElse(first);
        }
        return topology.donor().flatMap(d -> topology.replica(d.id())).orElse(first);
    }

    @Override
    public Choice choose(Topology topology, List<Replica> eligible) {
        boolean latestFirst = topology.mostAdvanced().orElseThrow().latestPriority();
        Predicate<Replica> latest = r -> latestFirst && topology.isMostAdvanced(r);
        return first(eligible, latest.and(Election::isPreferred), "candidate_master=1 and most advanced")
                .or(() -> first(eligible, Election::isPreferred, "candidate_master=1"))
                .or(() -> first(eligible, latest, "most advanced"))
                .orElseGet(() -> new Choice(eligible.get(0), "first eligible in the configuration"));
    }

    private static Optional<Choice> first(List<Replica> eligible, Predicate<Replica> which, String because) {
        return eligible.stream().filter(which).findFirst().map(r -> new Choice(r, because));
    }
}
