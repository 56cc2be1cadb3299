package io.masterha.manager.app;

import io.masterha.binlog.Problem;
import io.masterha.manager.plan.Candidates;
import io.masterha.manager.plan.ElectionPolicy;
import io.masterha.manager.port.HostSight;
import io.masterha.manager.port.PingType;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ScriptFinding;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.Member;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Checks everything that a failover will depend on, before it is needed; collects all problems at once. */
public final class Preflight {
    private final World world;
    private final Cluster cluster;
    private final Inspector inspector;
    private final Options options;

    /**
     * What to check.
     *
     * @param ssh whether hosts and node commands are checked ({@code --skip_ssh_check} says no)
     * @param filters whether replication filters must be equal ({@code check_repl_filter})
     * @param tolerant whether servers with {@code ignore_fail} may be down or broken ({@code --ignore_fail_on_start})
     * @param mostLag replicas must run and lag no more ({@code --check_repl_health}); empty if that is not asked
     */
    public record Options(boolean ssh, boolean filters, boolean tolerant, Optional<Duration> mostLag) {}

    /**
     * What was found.
     *
     * @param source the source; empty if there is not exactly one
     * @param sourceServerId its {@code server_id}, from its replicas if it does not answer
     * @param silentSource set if the source does not answer, although its replicas do
     * @param problems what must be mended before watching makes sense
     * @param warnings what weakens the guarantee
     * @param facts what was seen, a line per server
     */
    public record Findings(
            Optional<ServerId> source,
            long sourceServerId,
            Optional<Problem> silentSource,
            List<Problem> problems,
            List<String> warnings,
            List<String> facts) {}

    public Preflight(World world, Cluster cluster, Options options) {
        this.world = world;
        this.cluster = cluster;
        this.inspector = new Inspector(world, cluster);
        this.options = options;
    }

    /** Looks at everything, side by side where that is possible; never throws a Problem. */
    public Findings check() {
        Findings found = new Findings(
                Optional.empty(), 0, Optional.empty(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Map<ServerId, Inspector.Reading> readings = inspector.readAllBut(Optional.empty());
        Optional<ServerId> source = source(readings, found);
        Optional<Problem> silent =
                source.filter(this::isSilent).map(readings::get).flatMap(Inspector.Reading::problem);
        readings.values().stream()
                .filter(reading -> silent.isEmpty() || !source.equals(Optional.of(reading.id())))
                .forEach(reading -> reading.problem().ifPresent(problem -> blame(reading.id(), problem, found)));
        readings.values().forEach(reading -> reading.status().ifPresent(s -> describe(reading.id(), s, found)));
        serverIds(readings, found);
        if (options.filters()) {
            filters(readings, found);
        }
        source.ifPresent(id -> replicas(id, readings, found));
        source.ifPresent(id -> scripts(id, silent.isPresent(), found));
        if (options.ssh()) {
            hosts(source, silent.isPresent(), found);
        }
        return new Findings(
                source, serverId(source, readings), silent, found.problems(), found.warnings(), found.facts());
    }

    /** A problem of one server: with {@code --ignore_fail_on_start} a warning if a failover may go on without it. */
    private void blame(ServerId id, Problem problem, Findings found) {
        boolean tolerated = options.tolerant()
                && cluster.member(id).filter(Member::ignoreFail).isPresent();
        if (tolerated) {
            found.warnings().add(problem.sentence() + " (ignored: ignore_fail=1)");
        } else {
            found.problems().add(problem);
        }
    }

    private Optional<ServerId> source(Map<ServerId, Inspector.Reading> readings, Findings found) {
        try {
            return Optional.of(inspector.source(readings));
        } catch (Problem problem) {
            found.problems().add(problem);
            return Optional.empty();
        }
    }

    /** A source that turns us away lives: that is a problem of the account, and no silence. */
    private boolean isSilent(ServerId source) {
        return !world.servers()
                .ping(source, PingType.CONNECT, world.limits().pingInterval())
                .isSignOfLife();
    }

    /** Its own word, or that of a replica that was connected to it. */
    private static long serverId(Optional<ServerId> source, Map<ServerId, Inspector.Reading> readings) {
        Optional<Long> own =
                source.map(readings::get).flatMap(Inspector.Reading::status).map(ServerStatus::serverId);
        return own.orElseGet(() -> readings.values().stream()
                .flatMap(reading -> reading.status().flatMap(ServerStatus::replication).stream())
                .map(ReplicationStatus::sourceServerId)
                .filter(id -> id != 0)
                .findFirst()
                .orElse(0L));
    }

    /** A source that does not answer must not be kept from its failover by a script that cannot see it either. */
    private void scripts(ServerId source, boolean isSilent, Findings found) {
        for (ScriptFinding finding : world.hooks().check(source)) {
            if (finding.isProblem() && !isSilent) {
                found.problems()
                        .add(Problem.of(AppError.PREFLIGHT_FAILED, finding.sentence())
                                .why("a failover would stop at it")
                                .next("mend the script; its output is in the log"));
            } else {
                found.warnings().add(finding.sentence());
            }
        }
    }

    private static void describe(ServerId id, ServerStatus status, Findings found) {
        String role = status.replication()
                .map(r -> "replica of " + r.sourceHost() + ":" + r.sourcePort() + ", received " + r.received())
                .orElse("source, binlog at " + status.binlog().position());
        found.facts().add(id + ": " + status.version() + ", server_id " + status.serverId() + ", " + role);
        if (status.settings().relayLogRecovery() && status.replication().isPresent()) {
            found.warnings()
                    .add(id + ": relay_log_recovery=1: a restart throws away what it has received and not executed");
        }
        if (!status.settings().logBin()) {
            found.warnings().add(id + ": log_bin is off, so it can never become the source");
        }
        if (status.settings().syncBinlog() != 1 && status.replication().isEmpty()) {
            found.warnings()
                    .add(id + ": sync_binlog=" + status.settings().syncBinlog()
                            + ": after a crash of its host acknowledged transactions may be missing in its binlog");
        }
        if (status.replication().isPresent() && status.writable()) {
            found.warnings().add(id + ": it is a replica and read_only is off");
        }
    }

    private static void serverIds(Map<ServerId, Inspector.Reading> readings, Findings found) {
        Map<Long, ServerId> owners = new HashMap<>();
        for (Inspector.Reading reading : readings.values()) {
            if (reading.status().isPresent()) {
                long serverId = reading.status().get().serverId();
                ServerId other = owners.put(serverId, reading.id());
                if (other != null) {
                    found.problems()
                            .add(Problem.of(
                                            AppError.PREFLIGHT_FAILED,
                                            other + " and " + reading.id() + " have the same server_id " + serverId)
                                    .why("a replica ignores events that carry its own server_id")
                                    .next("give each server a server_id of its own and restart it"));
                }
            }
        }
    }

    private static void filters(Map<ServerId, Inspector.Reading> readings, Findings found) {
        Map<Map<String, String>, ServerId> kinds = new HashMap<>();
        for (Inspector.Reading reading : readings.values()) {
            reading.status()
                    .flatMap(ServerStatus::replication)
                    .ifPresent(r -> kinds.putIfAbsent(r.filters(), reading.id()));
        }
        if (kinds.size() > 1) {
            found.problems()
                    .add(Problem.of(AppError.PREFLIGHT_FAILED, "the replicas have different replication filters")
                            .why(kinds.toString())
                            .next("make them equal, or set check_repl_filter=0"));
        }
    }

    private void replicas(ServerId source, Map<ServerId, Inspector.Reading> readings, Findings found) {
        for (Inspector.Reading reading : readings.values()) {
            Optional<ReplicationStatus> replication = reading.status().flatMap(ServerStatus::replication);
            if (replication.isPresent() && !replication.get().applierError().isEmpty()) {
                Problem broken = Problem.of(
                                AppError.PREFLIGHT_FAILED, reading.id() + ": its applier stopped with an error")
                        .why(replication.get().applierError())
                        .next("mend the cause and START REPLICA on " + reading.id());
                blame(reading.id(), broken, found);
            } else if (replication.isPresent() && options.mostLag().isPresent()) {
                ReplicaHealth.problem(
                                reading.id(),
                                replication.get(),
                                options.mostLag().get())
                        .ifPresent(problem -> blame(reading.id(), problem, found));
            } else if (replication.isPresent()
                    && (!replication.get().applierRuns()
                            || replication.get().receiver() != ReplicationStatus.Receiver.RUNNING)) {
                found.warnings()
                        .add(reading.id() + ": replication does not run (receiver "
                                + replication.get().receiver() + ", applier "
                                + (replication.get().applierRuns() ? "running" : "stopped") + ") "
                                + replication.get().receiverError());
            }
        }
        Map<ServerId, Inspector.Reading> others = new HashMap<>(readings);
        others.remove(source);
        Topology topology = inspector.withoutLogs(new FailedSource(source, 0, true, Optional.empty()), others);
        if (!topology.replicas().isEmpty()) {
            Candidates.Ranking ranking = Candidates.rank(topology, ElectionPolicy.USUAL);
            if (ranking.winner().isEmpty()) {
                found.problems()
                        .add(Problem.of(AppError.PREFLIGHT_FAILED, "no replica could become the source")
                                .why(ranking.rejected().toString())
                                .next("mend one of the reasons"));
            }
        }
    }

    private void hosts(Optional<ServerId> source, boolean isSilent, Findings found) {
        List<Callable<Optional<Problem>>> jobs = new ArrayList<>();
        List<ServerId> asked = new ArrayList<>();
        for (Member member : cluster.members()) {
            boolean isSource = source.equals(Optional.of(member.id()));
            // Whether the host of a silent source answers is for the confirmation of its death to find out.
            if (!isSource || !isSilent) {
                asked.add(member.id());
                jobs.add(() -> host(member.id(), isSource, found));
            }
        }
        List<Optional<Problem>> problems = world.workers().all(jobs);
        for (int i = 0; i < problems.size(); i++) {
            ServerId id = asked.get(i);
            problems.get(i).ifPresent(problem -> blame(id, problem, found));
        }
    }

    private Optional<Problem> host(ServerId id, boolean isSource, Findings found) {
        HostSight sight = world.hosts().look(id, world.limits().sshLook());
        if (sight.kind() == HostSight.Kind.NO_ANSWER) {
            return Optional.of(Problem.of(AppError.PREFLIGHT_FAILED, id + ": its host cannot be used over SSH")
                    .why(sight.detail())
                    .next("run masterha-check-ssh"));
        }
        if (isSource && sight.kind() != HostSight.Kind.PRESENT) {
            return Optional.of(Problem.of(AppError.PREFLIGHT_FAILED, id + ": its server process is not seen over SSH")
                    .why(sight.detail() + ", although it answers; a crash could not be told from this")
                    .next("use an ssh_user that may read /proc of the server: root, or the server's own account"));
        }
        try {
            String tools = world.nodes().prepare(id);
            synchronized (found.facts()) {
                found.facts().add(id + ": node commands " + tools);
            }
            return Optional.empty();
        } catch (Problem problem) {
            return Optional.of(problem);
        }
    }
}
