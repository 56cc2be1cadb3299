package io.masterha.manager.app.check;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.topology.ServerId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Every binlog server is reached and holds what the source logged behind the position of its replicas. */
final class BinlogServersCheck implements Check {
    @Override
    public void look(Seen seen, Found found) {
        List<Callable<Optional<Problem>>> jobs = new ArrayList<>();
        for (ServerId id : seen.cluster().binlogServers()) {
            jobs.add(() -> problem(seen, id, found));
        }
        seen.world().workers().all(jobs).forEach(problem -> problem.ifPresent(found::problem));
    }

    private static Optional<Problem> problem(Seen seen, ServerId id, Found found) {
        try {
            found.fact(id + ": node commands " + seen.world().nodes().prepare(id));
            Optional<BinlogPosition> least = seen.replicas().values().stream()
                    .map(ReplicationStatus::received)
                    .min(Comparator.naturalOrder());
            long serverId = seen.sourceStatus().map(ServerStatus::serverId).orElse(0L);
            if (least.isPresent() && serverId != 0) {
                SavedLog log = seen.world().nodes().readCopy(id, least.get(), serverId);
                found.fact(id + ": its copy of the source's binary log can be read" + damage(log));
            }
            return Optional.empty();
        } catch (Problem problem) {
            return Optional.of(problem);
        }
    }

    private static String damage(SavedLog log) {
        return log.damage().isEmpty() ? "" : ", but not to its end: " + log.damage();
    }
}
