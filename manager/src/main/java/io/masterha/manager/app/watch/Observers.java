package io.masterha.manager.app.watch;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.World;
import io.masterha.manager.detect.Evidence;
import io.masterha.manager.execute.Workers;
import io.masterha.manager.port.HookOutcome;
import io.masterha.manager.port.HostSight;
import io.masterha.manager.port.PingAnswer;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.Witnesses;
import io.masterha.manager.topology.Member;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Asks everybody who can see the source; answers are compared with the last time of the same suspicion. */
final class Observers {
    /** A proof of death does not wait longer than this for a replica that may see more. */
    private static final Duration PROOF = Duration.ofMillis(300);
    /**
     * With a proof of death so many replicas that tell something are heard in the first round. None can contradict it: what
     * they received before this suspicion is not known yet.
     */
    private static final int ENOUGH = 2;
    /**
     * So many replicas are asked at first, and the others only if its host proves nothing at once: the answers of many would
     * take the processor and the network from the one that matters.
     */
    private static final int FEW = 3;

    private static final Duration AT_ONCE = Duration.ofMillis(150);

    /** How long a host may take to hear the first words of the source. */
    private static final Duration PASSAGE = Duration.ofSeconds(2);

    private static final Duration FOR_EVER = Duration.ofDays(1);

    private final World world;
    private final Witnesses witnesses;
    private final Cluster cluster;
    private final ServerId source;
    private final Map<ServerId, Received> receivedBefore = new HashMap<>();

    /** The evidence, and the words of the observers for the log. */
    record Look(Evidence evidence, String words) {}

    /** What one replica says. */
    record View(Evidence.Replicas replicas, ServerId id) {
        boolean knows() {
            return replicas != Evidence.Replicas.UNKNOWN;
        }
    }

    /** What a replica has from the source. */
    private record Received(BinlogPosition position, long heartbeats) {}

    Observers(World world, Witnesses witnesses, Cluster cluster, ServerId source) {
        this.world = world;
        this.witnesses = witnesses;
        this.cluster = cluster;
        this.source = source;
    }

    /** The suspicion is over: what the replicas said in it is no base for the next one. */
    void forget() {
        synchronized (receivedBefore) {
            receivedBefore.clear();
        }
    }

    /** A source that answers needs no other witness. */
    Look atEase(PingAnswer answer, Evidence.Writes writes) {
        Evidence.Ping ping =
                answer.kind() == PingAnswer.Kind.TURNED_AWAY ? Evidence.Ping.TURNS_AWAY : Evidence.Ping.ANSWERS;
        return new Look(
                new Evidence(
                        ping,
                        Evidence.Host.NOT_ASKED,
                        Evidence.Replicas.UNKNOWN,
                        Evidence.Routes.NOT_CONFIGURED,
                        Evidence.Patience.NOT_OVER,
                        writes),
                answer.detail());
    }

    /** What everybody answered in one round. */
    record Answers(PingAnswer ping, HostSight host, HookOutcome script, Evidence.Routes routes, List<View> views) {}

    /**
     * The first round of a suspicion: as few questions as a proof of death needs.
     *
     * @param lookLimit how long the source's host may take; the ping has its own limit
     */
    Answers ask(Callable<PingAnswer> ping, Duration lookLimit) {
        return ask(ping, lookLimit, false);
    }

    /** Another round: the hosts of the replicas are asked too whether they see the source. */
    Answers askAgain(Callable<PingAnswer> ping, Duration lookLimit) {
        return ask(ping, lookLimit, true);
    }

    /** All side by side; who does not answer within the round is no witness in it, and holds nobody up. */
    private Answers ask(Callable<PingAnswer> ping, Duration lookLimit, boolean again) {
        Workers workers = world.workers();
        long until = world.time().nanos() + lookLimit.toNanos();
        Future<PingAnswer> pinged = workers.start(ping);
        Future<HostSight> looked = workers.start(() -> world.hosts().look(source, lookLimit));
        Future<HookOutcome> script = workers.start(() -> world.hooks().secondaryCheck(source));
        List<ServerId> replicas =
                cluster.without(source).members().stream().map(Member::id).toList();
        Map<ServerId, Future<View>> viewed = new LinkedHashMap<>();
        start(viewed, again ? replicas : replicas.subList(0, Math.min(FEW, replicas.size())));
        Optional<Routes> routes = again ? Optional.of(new Routes()) : Optional.empty();
        if (Workers.within(looked, AT_ONCE)
                .filter(sight -> sight.kind() == HostSight.Kind.CRASHED)
                .isEmpty()) {
            start(viewed, replicas);
        }
        PingAnswer answer = end(pinged);
        HostSight host = end(looked);
        HookOutcome outcome = end(script);
        boolean isProved = host.kind() == HostSight.Kind.CRASHED;
        long patience = isProved ? world.time().nanos() + PROOF.toNanos() : until;
        int enough = isProved && !again ? ENOUGH : replicas.size();
        List<View> views = views(viewed, patience, enough);
        if (views.stream().filter(View::knows).count() < enough && viewed.size() < replicas.size()) {
            start(viewed, replicas);
            views = views(viewed, patience, enough);
        }
        Evidence.Routes beside = routes.map(r -> r.evidence(patience)).orElse(Evidence.Routes.NOT_CONFIGURED);
        return new Answers(answer, host, outcome, strongest(routes(outcome), beside), views);
    }

    private void start(Map<ServerId, Future<View>> viewed, List<ServerId> replicas) {
        replicas.forEach(
                id -> viewed.computeIfAbsent(id, asked -> world.workers().start(() -> view(asked))));
    }

    /** What the replicas have said by now and, if those that know something are not enough, until a moment. */
    private List<View> views(Map<ServerId, Future<View>> viewed, long untilNanos, int enough) {
        Map<ServerId, View> heard = new LinkedHashMap<>();
        viewed.forEach((id, view) -> Workers.within(view, Duration.ZERO).ifPresent(said -> heard.put(id, said)));
        List<View> views = new ArrayList<>();
        viewed.forEach((id, view) -> {
            boolean isEnough = heard.values().stream().filter(View::knows).count() >= enough;
            if (!heard.containsKey(id) && !isEnough) {
                Workers.within(view, left(untilNanos)).ifPresent(said -> heard.put(id, said));
            }
            views.add(heard.getOrDefault(id, new View(Evidence.Replicas.UNKNOWN, id)));
        });
        return views;
    }

    /** Its own limits end it. */
    private static <T> T end(Future<T> job) {
        return Workers.within(job, FOR_EVER).orElseThrow();
    }

    private Duration left(long untilNanos) {
        return Duration.ofNanos(Math.max(0, untilNanos - world.time().nanos()));
    }

    /** The first words of the source, as the manager and the hosts of the replicas hear them. */
    private final class Routes {
        private final Future<Boolean> own = world.workers().start(() -> witnesses.greets(source, PASSAGE));
        private final List<Future<Witnesses.Passage>> others = new ArrayList<>();

        Routes() {
            for (Member member : cluster.without(source).members()) {
                others.add(world.workers().start(() -> witnesses.passage(member.id(), source, PASSAGE)));
            }
        }

        /** What the manager hears itself is no news from others: a server that greets and does not answer hangs. */
        Evidence.Routes evidence(long untilNanos) {
            boolean greetsUs = Workers.within(own, left(untilNanos)).orElse(false);
            List<Witnesses.Passage> seen = others.stream()
                    .map(other -> Workers.within(other, left(untilNanos)).orElse(Witnesses.Passage.UNUSABLE))
                    .toList();
            if (greetsUs || seen.stream().allMatch(p -> p == Witnesses.Passage.UNUSABLE)) {
                return Evidence.Routes.NOT_CONFIGURED;
            }
            return seen.contains(Witnesses.Passage.GREETS) ? Evidence.Routes.REACH_IT : Evidence.Routes.DO_NOT_REACH_IT;
        }
    }

    /** Who reaches it outweighs the rest; then what the operator's script says. */
    private static Evidence.Routes strongest(Evidence.Routes script, Evidence.Routes hosts) {
        boolean reached = script == Evidence.Routes.REACH_IT || hosts == Evidence.Routes.REACH_IT;
        if (reached) {
            return Evidence.Routes.REACH_IT;
        }
        return script == Evidence.Routes.NOT_CONFIGURED ? hosts : script;
    }

    /** What the answers of a round in which the source was silent mean. */
    static Look suspicious(Answers answers, Function<Evidence.Host, Evidence.Patience> patience) {
        Evidence.Host host = host(answers.host(), answers.ping());
        Evidence evidence = new Evidence(
                Evidence.Ping.FAILS,
                host,
                together(answers.views()),
                answers.routes(),
                patience.apply(host),
                Evidence.Writes.NOT_GIVEN_UP);
        String routes =
                switch (answers.routes()) {
                    case REACH_IT -> "; other routes: reach it";
                    case DO_NOT_REACH_IT -> "; other routes: do not reach it";
                    case NOT_CONFIGURED, UNDECIDED -> "";
                };
        return new Look(
                evidence,
                "ping: " + answers.ping().kind().name().toLowerCase(Locale.ROOT) + " ("
                        + answers.ping().detail() + "); host: " + answers.host().detail() + "; replicas: "
                        + words(answers.views()) + routes);
    }

    private View view(ServerId id) {
        try {
            Optional<ReplicationStatus> replication =
                    world.servers().session(id).status().replication().filter(this::isOfTheSource);
            if (replication.isEmpty()) {
                return new View(Evidence.Replicas.UNKNOWN, id);
            }
            return new View(judge(id, replication.get(), witnesses.heartbeats(id)), id);
        } catch (Problem unreachable) {
            return new View(Evidence.Replicas.UNKNOWN, id);
        }
    }

    /** Who follows another server is no witness. */
    private boolean isOfTheSource(ReplicationStatus replication) {
        return cluster.knownAs(replication.sourceHost(), replication.sourcePort())
                .equals(Optional.of(source));
    }

    /** By progress: a thread that says that it is connected is no evidence. */
    private Evidence.Replicas judge(ServerId id, ReplicationStatus status, long heartbeats) {
        Received now = new Received(status.received(), heartbeats);
        Received before;
        synchronized (receivedBefore) {
            before = receivedBefore.getOrDefault(id, now);
            receivedBefore.put(id, now);
        }
        if (now.position().isAfter(before.position()) || now.heartbeats() > before.heartbeats()) {
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

    /** A port that refused the ping was closed a moment ago, whatever the host shows now: the server is on its way up or down. */
    private static Evidence.Host host(HostSight sight, PingAnswer ping) {
        return switch (sight.kind()) {
            case NO_ANSWER -> Evidence.Host.NO_ANSWER;
            case PRESENT -> ping.kind() == PingAnswer.Kind.REFUSED ? Evidence.Host.CLOSED : Evidence.Host.PRESENT;
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
                                + v.replicas().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                        .toList());
    }
}
