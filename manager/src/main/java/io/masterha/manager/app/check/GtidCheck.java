package io.masterha.manager.app.check;

import io.masterha.binlog.Problem;
import io.masterha.manager.topology.Divergence;
import io.masterha.manager.topology.ServerId;
import java.util.List;

/** No replica has executed transactions that its living source does not have. */
final class GtidCheck implements Check {
    @Override
    public void look(Seen seen, Found found) {
        if (seen.source().isEmpty() || seen.sourceStatus().isEmpty()) {
            return;
        }
        ServerId source = seen.source().get();
        String all;
        try {
            // Asked after the replicas: what they have received meanwhile is in it.
            all = seen.world().servers().session(source).mark().gtids();
        } catch (Problem problem) {
            found.problem(problem);
            return;
        }
        if (all.isEmpty()) {
            return;
        }
        seen.replicas().keySet().forEach(id -> seen.statuses().entrySet().stream()
                .filter(entry -> entry.getKey().equals(id) && entry.getValue().gtidOn())
                .map(entry -> Divergence.extra(entry.getValue().binlog().gtids(), List.of(all)))
                .filter(extra -> !extra.isEmpty())
                .forEach(extra -> found.warn(id + ": it has transactions that the source " + source
                        + " does not have: " + extra
                        + "; somebody wrote there. It becomes the source only if no other replica can")));
    }
}
