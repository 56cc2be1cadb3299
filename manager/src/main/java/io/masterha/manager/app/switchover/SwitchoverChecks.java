package io.masterha.manager.app.switchover;

import io.masterha.binlog.Problem;
import io.masterha.binlog.gtid.GtidSet;
import io.masterha.manager.app.AppError;
import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.Inspector;
import io.masterha.manager.app.World;
import io.masterha.manager.plan.Candidates;
import io.masterha.manager.plan.SwitchoverOrder;
import io.masterha.manager.port.BinlogMark;
import io.masterha.manager.port.ClientSession;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.port.WriteControl;
import io.masterha.manager.port.WriteState;
import io.masterha.manager.step.LongWrites;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.Replica;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import io.masterha.manager.topology.Witness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Everything that must hold before a switchover changes anything; all problems at once, MHA's among them. */
final class SwitchoverChecks {
    /** Not every 10 ms: a list of thousands of sessions costs a source that serves. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private static final int LISTED = 10;

    private final World world;
    private final SwitchoverRequest request;
    private final Inspector inspector;
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    /**
     * What was found.
     *
     * @param source the source; empty if there is not exactly one
     * @param ready what the planner needs; empty if there are problems
     */
    record Findings(Optional<ServerId> source, Optional<Ready> ready, List<Problem> problems, List<String> warnings) {}

    /** The input of planning and the reason for the choice. */
    record Ready(Topology topology, SwitchoverOrder order, String because) {}

    SwitchoverChecks(World world, Cluster cluster, SwitchoverRequest request) {
        this.world = world;
        this.request = request;
        this.inspector = new Inspector(world, cluster);
    }

    /** Looks at everything; never throws a Problem. */
    Findings check() {
        Map<ServerId, Inspector.Reading> readings = inspector.readAllBut(Optional.empty());
        readings.values().forEach(reading -> reading.problem().ifPresent(problems::add));
        Optional<ServerId> source = Optional.empty();
        Optional<Ready> ready = Optional.empty();
        try {
            ServerId id = inspector.source(readings);
            source = Optional.of(id);
            Optional<ServerStatus> status =
                    Optional.ofNullable(readings.get(id)).flatMap(Inspector.Reading::status);
            if (status.isPresent()) {
                ready = ready(id, status.get(), readings);
            }
        } catch (Problem problem) {
            problems.add(problem);
        }
        return new Findings(source, problems.isEmpty() ? ready : Optional.empty(), problems, warnings);
    }

    private Optional<Ready> ready(ServerId source, ServerStatus status, Map<ServerId, Inspector.Reading> readings) {
        new ReplicaChecks(request, problems, warnings).check(source, readings);
        writers(source);
        prepared(source);
        Topology topology = level(source, status, readings);
        if (topology.replicas().isEmpty()) {
            return Optional.empty();
        }
        if (request.election().forced().equals(Optional.of(source))) {
            problems.add(Problem.of(AppError.NO_CANDIDATE, source + " is the source already")
                    .next("name another server with --new_master_host"));
            return Optional.empty();
        }
        Candidates.Ranking ranking = Candidates.rank(topology.withoutSets(), request.election());
        if (ranking.winner().isEmpty()) {
            problems.add(Problem.of(AppError.NO_CANDIDATE, ranking.because())
                    .why(String.join(
                            " | ",
                            ranking.rejected().stream().map(Object::toString).toList()))
                    .next("name a server with --new_master_host, or mend the reason"));
            return Optional.empty();
        }
        ServerId winner = ranking.winner().get().id();
        candidate(source, status, winner, readings);
        delayed(topology, winner);
        WriteState state = world.servers().session(source).writes().state();
        if (state.isWritable() && !request.movesAddress()) {
            warnings.add("master_ip_online_change_script is not set: nothing tells the applications where to write");
        }
        if (!state.isWritable()) {
            warnings.add(source + " is read-only already: " + state);
        }
        boolean eventsRun = world.servers().session(source).writes().eventsRun();
        if (eventsRun) {
            warnings.add(source + ": its event scheduler is turned off; events on " + winner
                    + " that replication created stay disabled until ALTER EVENT ... ENABLE");
        }
        return Optional.of(new Ready(
                topology, order(winner, state, eventsRun, inRing(status)), because(ranking.because(), winner)));
    }

    private String because(String reason, ServerId winner) {
        return winner + " becomes the source: " + (reason.equals("most advanced") ? "the first that may" : reason);
    }

    private static boolean inRing(ServerStatus source) {
        return source.replication().filter(ReplicationStatus::applierRuns).isPresent();
    }

    private SwitchoverOrder order(ServerId winner, WriteState state, boolean eventsRun, boolean inRing) {
        return new SwitchoverOrder(
                winner,
                request.endWrites() ? OptionalLong.of(request.runningUpdates().toSeconds()) : OptionalLong.empty(),
                eventsRun,
                request.movesAddress(),
                request.lockTables() && !state.hasSuperReadOnly(),
                !state.isWritable(),
                request.oldFollows(),
                request.forgetsSource(),
                inRing);
    }

    /** All replicas of a living source count as equally far: they get the rest before anybody is promoted, as in MHA. */
    private Topology level(ServerId source, ServerStatus status, Map<ServerId, Inspector.Reading> readings) {
        Map<ServerId, Inspector.Reading> others = new java.util.LinkedHashMap<>(readings);
        others.remove(source);
        BinlogMark mark = status.binlog();
        FailedSource living =
                new FailedSource(source, status.serverId(), true, Optional.of(Witness.at(mark.position())));
        Topology topology = inspector.withoutLogs(living, others);
        List<Replica> replicas = topology.replicas().stream()
                .map(r -> new Replica(
                        r.id(),
                        r.version(),
                        mark.position(),
                        mark.position(),
                        r.applier(),
                        r.logBin(),
                        r.rule(),
                        false,
                        r.ignoreFail(),
                        r.extraGtids(),
                        r.latestPriority(),
                        r.delaySeconds(),
                        r.skipReset(),
                        r.gtids()))
                .toList();
        return new Topology(
                living, topology.gtid() && status.gtidOn(), replicas, topology.unreachable(), Optional.empty());
    }

    /** Waits for long writes as long as the operator allows; nothing is changed meanwhile. */
    private void writers(ServerId source) {
        if (request.endWrites()) {
            return;
        }
        long until = world.time().nanos() + request.waitForWrites().toNanos();
        long limit = request.runningUpdates().toSeconds();
        List<ClientSession> writers = LongWrites.of(clients(source), limit);
        while (!writers.isEmpty() && world.time().nanos() < until) {
            world.time().sleep(BETWEEN_LOOKS);
            writers = LongWrites.of(clients(source), limit);
        }
        if (!writers.isEmpty()) {
            problems.add(Problem.of(
                            AppError.WRITES_LAST, source + ": " + count(writers) + " for longer than " + limit + " s")
                    .why(listed(writers))
                    .next("let them end, or give --running_updates_limit, --wait_for_writes=SECONDS or --end_writes"));
        }
    }

    private List<ClientSession> clients(ServerId id) {
        return world.servers().session(id).writes().clients();
    }

    private static String count(List<ClientSession> clients) {
        return clients.size() == 1 ? "a connection writes" : clients.size() + " connections write";
    }

    private static String listed(List<ClientSession> clients) {
        return String.join(
                "; ",
                clients.stream().limit(LISTED).map(ClientSession::toString).toList());
    }

    private void prepared(ServerId source) {
        WriteControl writes = world.servers().session(source).writes();
        try {
            List<String> prepared = writes.preparedTransactions();
            if (!prepared.isEmpty()) {
                problems.add(Problem.of(
                                AppError.WRITES_LAST,
                                source + ": " + prepared.size() + " XA transaction(s) are prepared: "
                                        + String.join(
                                                ", ",
                                                prepared.stream().limit(LISTED).toList()))
                        .why("they could not be committed there after the switch")
                        .next("XA RECOVER on " + source + ", then XA COMMIT or XA ROLLBACK each"));
            }
        } catch (Problem unknown) {
            // MySQL 8.0 says no more than 1401 to an account without that right.
            String right = unknown.why().contains("1401") ? "; GRANT XA_RECOVER_ADMIN lets it" : "";
            warnings.add("prepared XA transactions cannot be listed: " + unknown.getMessage() + right);
        }
    }

    private void candidate(
            ServerId source, ServerStatus status, ServerId winner, Map<ServerId, Inspector.Reading> readings) {
        ServerStatus chosen = Optional.ofNullable(readings.get(winner))
                .flatMap(Inspector.Reading::status)
                .orElseThrow();
        long limit = request.runningQueries().toSeconds();
        List<ClientSession> busy = clients(winner).stream()
                .filter(c -> !c.isIdle() && c.seconds() >= limit)
                .toList();
        if (!busy.isEmpty()) {
            problems.add(Problem.of(AppError.WRITES_LAST, winner + ": a query has run for " + limit + " s or more")
                    .why(listed(busy))
                    .next("let it end, or give --running_seconds_limit"));
        }
        if (request.checksFilters()
                && !chosen.settings().binlogFilter().equals(status.settings().binlogFilter())) {
            problems.add(Problem.of(
                            AppError.TOPOLOGY_UNSUITABLE,
                            winner + " and " + source + " filter their binlogs differently")
                    .why("'" + chosen.settings().binlogFilter() + "' and '"
                            + status.settings().binlogFilter() + "'")
                    .next("make them equal, or set check_repl_filter=0"));
        }
        if (request.oldFollows()
                && !chosen.version().isSameSeriesAs(status.version())
                && chosen.version().compareTo(status.version()) > 0) {
            warnings.add(source + " (" + status.version() + ") may not be able to follow " + winner + " ("
                    + chosen.version() + "), which is newer");
        }
        if (request.oldFollows() && !request.hasReplicationLogin()) {
            problems.add(Problem.of(AppError.TOPOLOGY_UNSUITABLE, source + " could not follow " + winner)
                    .why("the configuration has no repl_password, and a source has none of its own")
                    .next("set repl_user and repl_password, or leave --orig_master_is_new_slave out"));
        }
        extraTransactions(source, winner, chosen);
    }

    /** By position a delayed replica executes what it holds back before it follows: node commands do that on its host. */
    private void delayed(Topology topology, ServerId winner) {
        if (topology.gtid()) {
            return;
        }
        for (Replica replica : topology.replicas()) {
            if (replica.isDelayed() && !replica.id().equals(winner)) {
                try {
                    world.nodes().prepare(replica.id());
                } catch (Problem problem) {
                    problems.add(Problem.of(
                                    AppError.TOPOLOGY_UNSUITABLE,
                                    replica.id() + " is delayed by " + replica.delaySeconds()
                                            + " s, and could not be brought to the end of the old source's log")
                            .why(problem.sentence())
                            .next("masterha-check-ssh --install-node, or take its delay off for the while"));
                }
            }
        }
    }

    private void extraTransactions(ServerId source, ServerId winner, ServerStatus chosen) {
        String own = chosen.binlog().gtids();
        String all = world.servers().session(source).mark().gtids();
        if (!chosen.gtidOn() || own.isEmpty() || all.isEmpty()) {
            return;
        }
        GtidSet extra = GtidSet.parse(own).minus(GtidSet.parse(all));
        if (!extra.isEmpty()) {
            problems.add(Problem.of(
                            AppError.TOPOLOGY_UNSUITABLE,
                            winner + " has transactions that " + source + " lacks: " + extra)
                    .why("they were written on " + winner
                            + " itself; the other replicas would get them, or break on them")
                    .next("choose another server with --new_master_host, or make " + winner + " anew"));
        }
    }
}
