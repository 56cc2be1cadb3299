package io.masterha.manager.app;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.manager.detect.Evidence;
import io.masterha.manager.port.HookOutcome;
import io.masterha.manager.port.HostSight;
import io.masterha.manager.port.PingAnswer;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.topology.Member;
import io.masterha.manager.topology.ServerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Asks everybody who can see the source; answers are compared with the last time of the same suspicion. */
final class Observers {
    private final World world;
    private final Cluster cluster;
    private final ServerId source;
    private final Map<ServerId, BinlogPosition> receivedBefore = new HashMap<>();

    /** The evidence, and the words of the observers for the log. */
    record Look(Evidence evidence, String words) {}

    /** What one replica says. */
    record View(Evidence.Replicas replicas, ServerId id) {}

    Observers(World world, Cluster cluster, ServerId source) {
        this.world = world;
        this.cluster = cluster;
        this.source = source;
    }

    /** The suspicion is over: what the replicas said in it is no base for the next one. */
    void forget() {
        receivedBefore.clear();
    }

    /** A source that answers needs no other witness. */
    Look atEase(PingAnswer answer) {
        Evidence.Ping ping =
                answer.kind() == PingAnswer.Kind.ANSWERED ? Evidence.Ping.ANSWERS : Evidence.Ping.TURNS_AWAY;
        return new Look(
                new Evidence(
                        ping,
                        Evidence.Host.NOT_ASKED,
                        Evidence.Replicas.UNKNOWN,
                        Evidence.Routes.NOT_CONFIGURED,
                        Evidence.Patience.NOT_OVER),
                answer.detail());
    }

    /** What everybody answered in one round. */
    record Answers(PingAnswer ping, HostSight host, HookOutcome routes, List<View> views) {}

    /** Asks the source itself, its host, its replicas and other routes, all side by side: the slowest limit counts. */
    Answers ask(Callable<PingAnswer> ping) {
        List<Callable<Object>> jobs = new ArrayList<>();
        jobs.add(ping::call);
        jobs.add(() -> world.hosts().look(source, world.limits().sshLookInDoubt()));
        jobs.add(() -> world.hooks().secondaryCheck(source));
        for (Member member : cluster.without(source).members()) {
            jobs.add(() -> view(member.id()));
        }
        List<Object> answers = world.workers().all(jobs);
        return new Answers(
                (PingAnswer) answers.get(0),
                (HostSight) answers.get(1),
                (HookOutcome) answers.get(2),
                answers.stream().skip(3).map(View.class::cast).toList());
    }

    /** What the answers of a round in which the source was silent mean. */
    static Look suspicious(Answers answers, Evidence.Patience patience) {
        Evidence evidence = new Evidence(
                Evidence.Ping.FAILS,
                host(answers.host()),
                together(answers.views()),
                routes(answers.routes()),
                patience);
        return new Look(
                evidence,
                "ping: " + answers.ping().kind().name().toLowerCase(java.util.Locale.ROOT) + " ("
                        + answers.ping().detail() + "); host: " + answers.host().detail() + "; replicas: "
                        + words(answers.views()));
    }

    private View view(ServerId id) {
        try {
            Optional<ReplicationStatus> replication =
                    world.servers().session(id).status().replication().filter(this::isOfTheSource);
            return new View(replication.map(r -> judge(id, r)).orElse(Evidence.Replicas.UNKNOWN), id);
        } catch (Problem unreachable) {
            return new View(Evidence.Replicas.UNKNOWN, id);
        }
    }

    /** Who follows another server is no witness. */
    private boolean isOfTheSource(ReplicationStatus replication) {
        return cluster.knownAs(replication.sourceHost(), replication.sourcePort())
                .equals(Optional.of(source));
    }

    private Evidence.Replicas judge(ServerId id, ReplicationStatus status) {
        BinlogPosition before;
        synchronized (receivedBefore) {
            before = receivedBefore.getOrDefault(id, status.received());
            receivedBefore.put(id, status.received());
        }
        if (status.received().isAfter(before)) {
            return Evidence.Replicas.RECEIVE;
        }
        return status.receiver() == ReplicationStatus.Receiver.RUNNING
                ? Evidence.Replicas.UNSURE
                : Evidence.Replicas.LOST_IT;
    }

    private static Evidence.Replicas together(List<View> views) {
        for (Evidence.Replicas strongest :
                List.of(Evidence.Replicas.RECEIVE, Evidence.Replicas.UNSURE, Evidence.Replicas.LOST_IT)) {
            if (views.stream().anyMatch(view -> view.replicas() == strongest)) {
                return strongest;
            }
        }
        return Evidence.Replicas.UNKNOWN;
    }

    private static Evidence.Host host(HostSight sight) {
        return switch (sight.kind()) {
            case NO_ANSWER -> Evidence.Host.NO_ANSWER;
            case PRESENT -> Evidence.Host.PRESENT;
            case CLOSED -> Evidence.Host.CLOSED;
            case CRASHED -> Evidence.Host.CRASHED;
            case STOPPED -> Evidence.Host.STOPPED;
        };
    }

    /** Exit 0 of the script: nobody reaches it. 3: somebody does. Everything else: not decided. */
    private static Evidence.Routes routes(HookOutcome outcome) {
        return switch (outcome.kind()) {
            case NOT_CONFIGURED -> Evidence.Routes.NOT_CONFIGURED;
            case DONE -> Evidence.Routes.DO_NOT_REACH_IT;
            case OTHER -> outcome.exitCode() == 3 ? Evidence.Routes.REACH_IT : Evidence.Routes.UNDECIDED;
        };
    }

    private static String words(List<View> views) {
        return String.join(
                ", ",
                views.stream()
                        .map(v -> v.id() + " "
                                + v.replicas()
                                        .name()
                                        .toLowerCase(java.util.Locale.ROOT)
                                        .replace('_', ' '))
                        .toList());
    }
}
