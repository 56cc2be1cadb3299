package io.masterha.manager.plan;

import io.masterha.binlog.BinlogPosition;
import io.masterha.manager.step.ApplyDiff;
import io.masterha.manager.step.ForgetSource;
import io.masterha.manager.step.Inherit;
import io.masterha.manager.step.Promote;
import io.masterha.manager.step.Repoint;
import io.masterha.manager.step.SaveBinlog;
import io.masterha.manager.step.SaveCopy;
import io.masterha.manager.step.SaveRelayLog;
import io.masterha.manager.step.SendDiff;
import io.masterha.manager.step.SendTail;
import io.masterha.manager.step.Step;
import io.masterha.manager.topology.Applier;
import io.masterha.manager.topology.FenceCertificate;
import io.masterha.manager.topology.Replica;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns a topology into the plan of a failover. GTID or position is decided here and nowhere else.
 *
 * <p>By position every replica is brought to the same point of the failed source's history before it follows the new
 * source. By GTID only the new source needs that: the others take from it what they lack.
 */
public final class FailoverPlanner {
    /** Where a replica gets what it lacks of the failed source's history. */
    public enum Completion {
        /** It lacks nothing that another replica has. */
        NOTHING_MISSING,
        /** From the relay logs of the most advanced replica. */
        RELAY_LOG,
        /** From the failed source's own binary log, because no relay log goes back far enough. */
        BINLOG
    }

    private FailoverPlanner() {}

    /** How a replica can be completed; empty if what it lacks is nowhere to be had. */
    public static Optional<Completion> completion(Topology topology, Replica replica) {
        if (topology.isMostAdvanced(replica)) {
            return Optional.of(Completion.NOTHING_MISSING);
        }
        if (topology.donor().isPresent() && !topology.donor().get().from().isAfter(replica.received())) {
            return Optional.of(Completion.RELAY_LOG);
        }
        return topology.hasBinlog() ? Optional.of(Completion.BINLOG) : Optional.empty();
    }

    public static Plan plan(Topology topology, FailoverPolicy policy, Replica winner, FenceCertificate certificate) {
        List<Replica> others = topology.replicas().stream()
                .filter(r -> !r.id().equals(winner.id()) && r.applier() != Applier.BROKEN)
                .toList();
        List<Stage> stages = new ArrayList<>();
        boolean tail = topology.hasBinlog() && policy.saveBinlog();
        List<Replica> needTail = new ArrayList<>(List.of(winner));
        if (!topology.gtid()) {
            needTail.addAll(completable(topology, others));
        }
        if (tail) {
            BinlogPosition from = tailFrom(topology, needTail);
            if (topology.source().hostAnswers()) {
                Step save = new SaveBinlog(topology.source().id(), from);
                stages.add(stage(Phase.SAVE_BINLOG, OnFailure.IF_REACHABLE, List.of(save)));
            }
            List<Step> copies = topology.binlogServers().stream()
                    .<Step>map(id -> new SaveCopy(id, from, topology.source().serverId()))
                    .toList();
            add(stages, Phase.SAVE_BINLOG, OnFailure.CONTINUE, copies);
        }
        List<Step> saves = savesOfDiffs(topology, needTail);
        complete(stages, topology, List.of(winner), tail, saves, Phase.GENERATE_DIFF, Phase.APPLY_DIFF);
        topology.heritage()
                .ifPresent(former -> stages.add(
                        stage(Phase.INHERIT, OnFailure.IF_REACHABLE, List.of(new Inherit(winner.id(), former)))));
        stages.add(stage(
                Phase.PROMOTE,
                OnFailure.ABORT,
                List.of(new Promote(
                        winner.id(), certificate, policy.safety().fence().demanded(), policy.open()))));
        if (!topology.gtid()) {
            List<Replica> rest = completable(topology, others);
            complete(stages, topology, rest, tail, List.of(), Phase.REPLICA_DIFFS, Phase.REPLICA_APPLY);
        }
        if (policy.repoint()) {
            repoint(stages, topology, winner, others);
            if (policy.forgetSource() && !winner.skipReset()) {
                stages.add(stage(Phase.CLEANUP, OnFailure.CONTINUE, List.of(new ForgetSource(winner.id()))));
            }
        }
        return new Plan(winner.id(), stages);
    }

    private static void repoint(List<Stage> stages, Topology topology, Replica winner, List<Replica> others) {
        List<Replica> followers = topology.gtid() ? others : completable(topology, others);
        List<Step> steps = followers.stream()
                .<Step>map(r -> new Repoint(r.id(), winner.id(), topology.gtid()))
                .toList();
        Phase phase = topology.gtid() ? Phase.REPOINT_BY_GTID : Phase.REPOINT;
        add(stages, phase, OnFailure.LOSE_SERVER, steps);
    }

    private static List<Replica> completable(Topology topology, List<Replica> replicas) {
        return replicas.stream()
                .filter(r -> completion(topology, r).isPresent())
                .toList();
    }

    /** The tail starts where the relay logs end, or earlier where a replica must be completed from the binary log. */
    private static BinlogPosition tailFrom(Topology topology, List<Replica> replicas) {
        BinlogPosition from = topology.mostAdvanced().orElseThrow().received();
        for (Replica replica : replicas) {
            boolean fromBinlog = completion(topology, replica).equals(Optional.of(Completion.BINLOG));
            if (fromBinlog && replica.received().isBefore(from)) {
                from = replica.received();
            }
        }
        return from;
    }

    /**
     * All diffs are saved before anything is applied: applying on the donor discards its relay logs. Replicas that stopped
     * at the same position share one.
     */
    private static List<Step> savesOfDiffs(Topology topology, List<Replica> replicas) {
        BinlogPosition end = topology.mostAdvanced().orElseThrow().received();
        Map<BinlogPosition, Step> saves = new LinkedHashMap<>();
        for (Replica replica : replicas) {
            if (isFromRelayLog(topology, replica)) {
                BinlogPosition from = replica.received();
                saves.computeIfAbsent(from, f -> new SaveRelayLog(donor(topology), f, end, replica.id()));
            }
        }
        return List.copyOf(saves.values());
    }

    private static ServerId donor(Topology topology) {
        return topology.donor().orElseThrow().id();
    }

    private static boolean isFromRelayLog(Topology topology, Replica replica) {
        return completion(topology, replica).equals(Optional.of(Completion.RELAY_LOG));
    }

    /** @param saves of what is sent, now or to others later; the tail is sent beside them if nobody here waits for one */
    private static void complete(
            List<Stage> stages,
            Topology topology,
            List<Replica> replicas,
            boolean tail,
            List<Step> saves,
            Phase generate,
            Phase apply) {
        List<Step> diffs = new ArrayList<>();
        List<Step> tails = new ArrayList<>();
        List<Step> applies = new ArrayList<>();
        for (Replica replica : replicas) {
            if (isFromRelayLog(topology, replica)) {
                diffs.add(new SendDiff(donor(topology), replica.received(), replica.id()));
            }
            if (tail) {
                tails.add(new SendTail(topology.source().id(), replica.id(), topology.binlogServers()));
            }
            applies.add(new ApplyDiff(
                    replica.id(),
                    topology.source().serverId(),
                    needs(topology, replica),
                    topology.mostAdvanced().orElseThrow().received()));
        }
        if (diffs.isEmpty()) {
            tails.addAll(0, saves);
        } else {
            add(stages, generate, OnFailure.LOSE_SERVER, saves);
            add(stages, generate, OnFailure.LOSE_SERVER, diffs);
        }
        add(stages, generate, OnFailure.LOSE_SERVER, tails);
        add(stages, apply, OnFailure.LOSE_SERVER, applies);
    }

    private static ApplyDiff.Needs needs(Topology topology, Replica replica) {
        return switch (completion(topology, replica).orElseThrow()) {
            case NOTHING_MISSING -> ApplyDiff.Needs.NOTHING;
            case RELAY_LOG -> ApplyDiff.Needs.DIFF;
            case BINLOG -> ApplyDiff.Needs.TAIL;
        };
    }

    private static void add(List<Stage> stages, Phase phase, OnFailure onFailure, List<Step> steps) {
        if (!steps.isEmpty()) {
            stages.add(stage(phase, onFailure, steps));
        }
    }

    private static Stage stage(Phase phase, OnFailure onFailure, List<Step> steps) {
        return new Stage(phase, onFailure, steps);
    }
}
