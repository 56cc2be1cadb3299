package io.masterha.manager.app.check;

import io.masterha.manager.port.Readiness;
import io.masterha.manager.port.ServerSettings;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Settings with which a failover may lose something, or may not work at all. */
final class SettingsCheck implements Check {
    private static final Readiness NOTHING_READ = new Readiness(
            "", java.util.Set.of(), List.of(), java.time.Duration.ZERO, java.time.Duration.ZERO, Map.of());

    /** One server as the rows see it. */
    private record Subject(Seen seen, ServerId id, ServerStatus status, Readiness more) {
        /** In a ring the source follows another server too. */
        boolean isReplica() {
            return status.replication().isPresent() && !seen.isSource(id);
        }

        ServerSettings settings() {
            return status.settings();
        }
    }

    /** A row: when it speaks, and what it says behind the server's name. */
    private record Row(
            java.util.function.Predicate<Subject> applies, java.util.function.Function<Subject, String> words) {}

    private static final List<Row> ROWS = List.of(
            new Row(s -> !s.settings().logBin(), s -> "log_bin is off, so it can never become the source"),
            new Row(
                    s -> s.isReplica() && s.settings().logBin() && !s.settings().logReplicaUpdates(),
                    s -> "log_replica_updates is off: as a source it could not give the others what it has applied;"
                            + " set log_replica_updates=1 (log_slave_updates) and restart it"),
            new Row(
                    s -> s.isReplica() && s.settings().relayLogRecovery(),
                    s -> "relay_log_recovery=1: a restart throws away what it has received and not executed"),
            new Row(
                    s -> s.isReplica() && !List.of("", "1").contains(s.more().variable("sync_relay_log")),
                    s -> "sync_relay_log=" + s.more().variable("sync_relay_log")
                            + ": after a crash of its host it may lack what it had received, and acknowledged if"
                            + " replication is semi-synchronous; 1 is durable, and costs a sync for each event"),
            new Row(
                    s -> !s.isReplica()
                            && isSemiSync(s.more())
                            && waitPoint(s.more()).equals("AFTER_COMMIT"),
                    s -> "the semi-synchronous wait point is AFTER_COMMIT: others read what is lost in a failover;"
                            + " set rpl_semi_sync_source_wait_point=AFTER_SYNC (rpl_semi_sync_master_wait_point)"),
            new Row(
                    s -> s.isReplica()
                            && s.settings().relayLogPurge()
                            && !s.status().replication().orElseThrow().autoPosition(),
                    s -> "relay_log_purge=1: replicas that are behind cannot be completed from its relay logs"),
            new Row(
                    s -> !s.isReplica() && s.settings().syncBinlog() != 1,
                    s -> "sync_binlog=" + s.settings().syncBinlog()
                            + ": after a crash of its host acknowledged transactions may be missing in its binlog"),
            new Row(
                    s -> !s.isReplica() && s.settings().flushLogAtCommit() != 1,
                    s -> "innodb_flush_log_at_trx_commit=" + s.settings().flushLogAtCommit()
                            + ": after a crash of its host acknowledged transactions may be missing in its tables"),
            new Row(
                    s -> !s.isReplica() && s.more().variable("binlog_format").equals("STATEMENT"),
                    s -> "binlog_format=STATEMENT: replicas may compute other rows than the source; use ROW"),
            new Row(
                    s -> s.isReplica() && workers(s.more()) > 1 && outOfOrder(s.more()),
                    s -> workers(s.more())
                            + " appliers and replica_preserve_commit_order=0: a crash may leave gaps in what"
                            + " it has executed; set replica_preserve_commit_order=1 (slave_preserve_commit_order)"),
            new Row(
                    s -> s.isReplica()
                            && s.status().gtidOn()
                            && !s.status().version().isMariadb()
                            && !s.status().replication().orElseThrow().autoPosition(),
                    s -> "gtid_mode=ON, but it follows by file and position, "
                            + (s.seen().topology().filter(Topology::gtid).isPresent()
                                    ? "and goes over to GTIDs in a failover or switchover, as with MHA"
                                            + " (use_gtid_auto_pos=1)"
                                    : "and will go on so (use_gtid_auto_pos=0, or a set of GTIDs has a hole)")
                            + "; SOURCE_AUTO_POSITION=1 (MASTER_AUTO_POSITION=1) shows now whether it can"),
            new Row(
                    s -> s.isReplica() && s.status().writable(),
                    s -> "it is a replica and read_only is off: whoever writes there makes it diverge"),
            new Row(
                    s -> s.seen().isSource(s.id()) && !s.status().writable(),
                    s -> "it is the source and read_only is on: applications cannot write"));

    @Override
    public void look(Seen seen, Found found) {
        seen.statuses().forEach((id, status) -> {
            Readiness more = Optional.ofNullable(seen.readiness().get(id)).orElse(NOTHING_READ);
            Subject subject = new Subject(seen, id, status, more);
            for (Row row : ROWS) {
                if (row.applies().test(subject)) {
                    found.warn(id + ": " + row.words().apply(subject));
                }
            }
        });
        different(seen, found, "lower_case_table_names", "a table may have another name on the new source");
        different(seen, found, "gtid_mode", "GTIDs are used only if all servers have gtid_mode=ON");
    }

    private static boolean isSemiSync(Readiness more) {
        return more.isOn("rpl_semi_sync_source_enabled") || more.isOn("rpl_semi_sync_master_enabled");
    }

    private static String waitPoint(Readiness more) {
        String mysql = more.variable("rpl_semi_sync_source_wait_point");
        return mysql.isEmpty() ? more.variable("rpl_semi_sync_master_wait_point") : mysql;
    }

    private static int workers(Readiness more) {
        String mysql = more.variable("replica_parallel_workers");
        String count = mysql.isEmpty() ? more.variable("slave_parallel_workers") : mysql;
        return count.matches("\\d{1,5}") ? Integer.parseInt(count) : 0;
    }

    private static boolean outOfOrder(Readiness more) {
        String mysql = more.variable("replica_preserve_commit_order");
        String order = mysql.isEmpty() ? more.variable("slave_preserve_commit_order") : mysql;
        return order.equals("OFF") || order.equals("0");
    }

    private static void different(Seen seen, Found found, String variable, String because) {
        List<String> values = new ArrayList<>();
        seen.readiness().forEach((id, more) -> values.add(more.variable(variable)));
        if (values.stream().distinct().count() > 1) {
            String each = seen.readiness().entrySet().stream()
                    .map(e -> e.getKey() + "=" + e.getValue().variable(variable))
                    .collect(Collectors.joining(", "));
            found.warn(variable + " differs (" + each + "): " + because);
        }
    }
}
