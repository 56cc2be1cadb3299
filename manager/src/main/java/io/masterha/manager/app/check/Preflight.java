package io.masterha.manager.app.check;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.Inspector;
import io.masterha.manager.app.World;
import io.masterha.manager.plan.ElectionPolicy;
import io.masterha.manager.plan.Safety;
import io.masterha.manager.port.PingType;
import io.masterha.manager.port.Readiness;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.Member;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

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
     * @param unchecked servers whose hosts are left out ({@code skip_init_ssh_check})
     * @param savesBinlog whether a failover would save the failed source's log ({@code --skip_save_master_binlog})
     * @param election how a failover would choose the new source
     * @param safety how much a failover wants to be certain of
     */
    public record Options(
            boolean ssh,
            boolean filters,
            boolean tolerant,
            Optional<Duration> mostLag,
            Set<ServerId> unchecked,
            boolean savesBinlog,
            ElectionPolicy election,
            Safety safety) {}

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
        Found found = new Found(options.tolerant() ? tolerated() : Set.of());
        Map<ServerId, Inspector.Reading> readings = inspector.readAllTwice();
        Optional<ServerId> source = source(readings, found);
        Optional<Problem> silent =
                source.filter(this::isSilent).map(readings::get).flatMap(Inspector.Reading::problem);
        readings.values().stream()
                .filter(reading -> silent.isEmpty() || !source.equals(Optional.of(reading.id())))
                .forEach(reading -> reading.problem().ifPresent(problem -> found.problem(reading.id(), problem)));
        Seen seen = seen(readings, source, found);
        seen.statuses().forEach((id, status) -> found.fact(describe(id, status, seen.isSource(id))));
        checks().forEach(check -> check.look(seen, found));
        return new Findings(
                source, serverId(source, readings), silent, found.problems(), found.warnings(), found.facts());
    }

    private Set<ServerId> tolerated() {
        return cluster.members().stream()
                .filter(Member::ignoreFail)
                .map(Member::id)
                .collect(Collectors.toSet());
    }

    private List<Check> checks() {
        List<Check> checks = new ArrayList<>(Checks.OF_SERVERS);
        checks.add(Checks.replication(options.mostLag()));
        if (options.filters()) {
            checks.add(Checks.filters());
        }
        checks.add(Checks.encryption(options.savesBinlog(), options.safety().loss()));
        if (options.ssh()) {
            checks.add(Checks.hosts(options.unchecked()));
            checks.add(Checks.binlogServers());
        }
        checks.add(Checks.scripts());
        checks.add(Checks.safety(options.safety()));
        checks.add(Checks.exposure(options.ssh()));
        checks.add(Checks.candidates(options.election()));
        return checks;
    }

    private Seen seen(Map<ServerId, Inspector.Reading> readings, Optional<ServerId> source, Found found) {
        Map<ServerId, ServerStatus> statuses = new LinkedHashMap<>();
        readings.values().forEach(reading -> reading.status().ifPresent(s -> statuses.put(reading.id(), s)));
        Map<ServerId, Inspector.Reading> others = new LinkedHashMap<>(readings);
        source.ifPresent(others::remove);
        Optional<Topology> topology =
                source.map(id -> inspector.withoutLogs(new FailedSource(id, 0, true, Optional.empty()), others));
        return new Seen(world, cluster, statuses, readiness(statuses.keySet(), found), source, topology);
    }

    private Map<ServerId, Readiness> readiness(Set<ServerId> ids, Found found) {
        Map<ServerId, Readiness> answers = new LinkedHashMap<>();
        List<Callable<Optional<Readiness>>> jobs = new ArrayList<>();
        for (ServerId id : ids) {
            jobs.add(() -> readiness(id, found));
        }
        List<Optional<Readiness>> all = world.workers().all(jobs);
        int n = 0;
        for (ServerId id : ids) {
            all.get(n++).ifPresent(answer -> answers.put(id, answer));
        }
        return answers;
    }

    private Optional<Readiness> readiness(ServerId id, Found found) {
        try {
            return Optional.of(world.servers().session(id).readiness());
        } catch (Problem problem) {
            found.problem(id, problem);
            return Optional.empty();
        }
    }

    private Optional<ServerId> source(Map<ServerId, Inspector.Reading> readings, Found found) {
        try {
            return Optional.of(inspector.source(readings));
        } catch (Problem problem) {
            found.problem(problem);
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

    private static String describe(ServerId id, ServerStatus status, boolean isSource) {
        Optional<String> follows = status.replication().map(r -> "replica of " + r.sourceHost() + ":" + r.sourcePort());
        String source = "source, binlog at " + status.binlog().position()
                + follows.map(f -> ", itself a " + f).orElse("");
        String role = isSource || follows.isEmpty()
                ? source
                : follows.get() + ", received "
                        + status.replication().orElseThrow().received();
        return id + ": " + status.version() + ", server_id " + status.serverId() + ", " + role;
    }
}
