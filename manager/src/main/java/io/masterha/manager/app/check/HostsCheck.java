package io.masterha.manager.app.check;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.AppError;
import io.masterha.manager.port.HostSight;
import io.masterha.manager.port.NodeTools;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.topology.Member;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/** Every host is reached over SSH, has the node commands, and lets them read the source's log. */
final class HostsCheck implements Check {
    private final Set<ServerId> left;

    /** @param left servers with {@code skip_init_ssh_check=1} */
    HostsCheck(Set<ServerId> left) {
        this.left = Set.copyOf(left);
    }

    @Override
    public void look(Seen seen, Found found) {
        List<ServerId> asked = new ArrayList<>();
        List<Callable<Optional<Problem>>> jobs = new ArrayList<>();
        for (Member member : seen.cluster().members()) {
            boolean isSilentSource =
                    seen.isSource(member.id()) && seen.sourceStatus().isEmpty();
            if (left.contains(member.id())) {
                found.warn(member.id() + ": its host is not checked, because of skip_init_ssh_check=1");
            } else if (!isSilentSource) {
                // Whether the host of a silent source answers is for the confirmation of its death to find out.
                asked.add(member.id());
                jobs.add(() -> host(seen, member.id(), found));
            }
        }
        List<Optional<Problem>> problems = seen.world().workers().all(jobs);
        for (int i = 0; i < problems.size(); i++) {
            ServerId id = asked.get(i);
            problems.get(i).ifPresent(problem -> found.problem(id, problem));
        }
    }

    /** Asked twice: a busy host is no reason not to start, and nothing hurries here. */
    private static HostSight look(Seen seen, ServerId id) {
        Duration limit = seen.world().limits().sshLook();
        HostSight first = seen.world().hosts().look(id, limit);
        return first.kind() == HostSight.Kind.NO_ANSWER ? seen.world().hosts().look(id, limit) : first;
    }

    private static Optional<Problem> host(Seen seen, ServerId id, Found found) {
        HostSight sight = look(seen, id);
        found.host(id, sight);
        if (sight.kind() == HostSight.Kind.NO_ANSWER) {
            return Optional.of(Problem.of(AppError.PREFLIGHT_FAILED, id + ": its host cannot be used over SSH")
                    .why(sight.detail())
                    .next(sight.next().isEmpty() ? "run masterha-check-ssh" : sight.next()));
        }
        if (seen.isSource(id) && sight.kind() != HostSight.Kind.PRESENT) {
            return Optional.of(Problem.of(AppError.PREFLIGHT_FAILED, id + ": its server process is not seen over SSH")
                    .why(sight.detail() + ", although it answers; a crash could not be told from this")
                    .next("use an ssh_user that may read /proc of the server: root, or the server's own account"));
        }
        try {
            found.fact(id + ": node commands " + seen.world().nodes().prepare(id));
            Optional<ServerStatus> status = Optional.ofNullable(seen.statuses().get(id));
            if (status.isPresent() && !seen.isEncrypted(id)) {
                logs(seen, id, status.get(), found);
            }
            return Optional.empty();
        } catch (Problem problem) {
            return Optional.of(problem);
        }
    }

    /** What a failover would read there is readable now, by the account that would read it. */
    private static void logs(Seen seen, ServerId id, ServerStatus status, Found found) {
        NodeTools nodes = seen.world().nodes();
        if (status.settings().logBin()) {
            nodes.readBinlog(id, status.binlog().position());
            nodes.binlogElsewhere(id)
                    .ifPresent(directory -> found.warn(id + ": its binary log is in " + directory
                            + ", which master_binlog_dir does not name: a manager that is started after its death would"
                            + " not find it; set master_binlog_dir=" + directory));
        }
        if (status.replication().isEmpty()) {
            found.fact(id + ": its binary log can be read over SSH");
            return;
        }
        ReplicationStatus replication = status.replication().get();
        // One that follows by GTID and has never reached its source shows no place that could be looked for.
        boolean isNowhere = replication.received().file().isEmpty();
        boolean isWhole = isNowhere || nodes.hasRelayLog(id, replication.executed(), replication.received());
        if (isWhole || replication.autoPosition()) {
            found.fact(id + ": its binary and relay logs can be read over SSH");
        } else {
            found.warn(id + ": its relay logs do not hold what it has received and not executed, from "
                    + replication.executed() + " to " + replication.received());
        }
    }
}
