package io.masterha.manager.app.check;

import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.topology.ServerId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Filters must be equal everywhere, or the new source lacks what others had ({@code check_repl_filter}). */
final class FiltersCheck implements Check {
    private static final String NEXT = "make them equal, or set check_repl_filter=0";

    @Override
    public void look(Seen seen, Found found) {
        Map<ServerId, String> replica = new LinkedHashMap<>();
        Map<ServerId, String> binlog = new LinkedHashMap<>();
        seen.replicas().forEach((id, replication) -> replica.put(id, text(replication)));
        seen.statuses().forEach((id, status) -> {
            if (status.settings().logBin()) {
                binlog.put(id, status.settings().binlogFilter());
            }
        });
        equal(replica, found, "the replicas have different replication filters");
        equal(binlog, found, "the servers have different binlog filters (binlog_do_db, binlog_ignore_db)");
    }

    private static String text(ReplicationStatus replication) {
        return replication.filters().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(filter -> filter.getKey() + "=" + filter.getValue())
                .collect(Collectors.joining(" "));
    }

    private static void equal(Map<ServerId, String> filters, Found found, String what) {
        if (filters.values().stream().distinct().count() > 1) {
            String why = filters.entrySet().stream()
                    .map(e -> e.getKey() + ": " + (e.getValue().isEmpty() ? "none" : e.getValue()))
                    .collect(Collectors.joining("; "));
            found.problem(what, why, NEXT);
        }
    }
}
