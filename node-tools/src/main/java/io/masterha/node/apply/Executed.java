package io.masterha.node.apply;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.extract.VirtualBinlog;
import io.masterha.binlog.extract.VirtualCursor;
import io.masterha.binlog.extract.VirtualEvent;
import io.masterha.binlog.frame.EventType;
import io.masterha.binlog.gtid.Gtid;
import io.masterha.binlog.gtid.GtidEvents;
import io.masterha.binlog.gtid.GtidSet;
import io.masterha.binlog.transaction.TransactionBoundary;
import io.masterha.binlog.transaction.TransactionBoundary.Step;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Up to where a replica has executed a log, by the GTIDs that it counts in the same commit as the data.
 *
 * <p>The position that a server shows may be older: MySQL brings that of several workers up to date only now and then,
 * and MariaDB keeps its in a file, which a crash leaves behind the data.
 */
final class Executed {
    private final LocalReplica replica;
    private final VirtualBinlog binlog;
    private Optional<Answer> latest = Optional.empty();

    /** Kept, because on MariaDB the whole log is read for it. */
    private record Answer(BinlogPosition shown, String gtids, BinlogPosition executed) {}

    Executed(LocalReplica replica, VirtualBinlog binlog) {
        this.replica = replica;
        this.binlog = binlog;
    }

    /** The log that it is about. */
    VirtualBinlog binlog() {
        return binlog;
    }

    /** The position that the server shows, or the later one up to which it says to have executed every GTID. */
    BinlogPosition upTo(BinlogPosition shown) {
        if (shown.file().isEmpty() || !shown.isBefore(binlog.end()) || shown.isBefore(binlog.start())) {
            return shown;
        }
        if (replica.dialect().isMariadb()) {
            String gtids = known(ReplicaDialect.ASK_MARIADB_GTIDS);
            if (latest.filter(a -> a.shown().equals(shown) && a.gtids().equals(gtids))
                    .isEmpty()) {
                latest = Optional.of(new Answer(shown, gtids, behindLast(shown, gtids)));
            }
            return latest.get().executed();
        }
        return replica.variables().isYes("gtid_mode") ? beforeFirst(shown, known(ReplicaDialect.ASK_GTIDS)) : shown;
    }

    /** The transaction that begins there; empty without GTIDs. */
    String transactionAt(BinlogPosition position) {
        if (position.isBefore(binlog.start())) {
            return "";
        }
        try (VirtualCursor cursor = binlog.from(position)) {
            while (cursor.next()) {
                Optional<Gtid> gtid = GtidEvents.transactionOf(cursor.event().frame());
                if (gtid.isPresent()) {
                    return gtid.get().toString();
                }
            }
        }
        return "";
    }

    private String known(String ask) {
        return replica.query(ask).get(0).text("gtids");
    }

    /** MySQL counts a set: nothing before its first hole is missing. */
    private BinlogPosition beforeFirst(BinlogPosition shown, String gtids) {
        if (gtids.isBlank()) {
            return shown;
        }
        GtidSet executed = GtidSet.parse(gtids);
        try (VirtualCursor cursor = binlog.from(shown)) {
            while (cursor.next()) {
                VirtualEvent event = cursor.event();
                Optional<Gtid> gtid = GtidEvents.transactionOf(event.frame());
                if (gtid.isPresent() && !executed.contains(gtid.get())) {
                    return event.startPosition();
                }
                if (event.frame().type() == EventType.ANONYMOUS_GTID) {
                    // It cannot be skipped, and only the shown position knows about it.
                    return shown;
                }
            }
        }
        return binlog.end();
    }

    /** MariaDB names the last transaction of each domain; of several domains, which may overtake, we know nothing. */
    private BinlogPosition behindLast(BinlogPosition shown, String gtids) {
        Set<String> last = Set.of(gtids.split(","));
        Set<Long> domains = new HashSet<>();
        TransactionBoundary boundary = new TransactionBoundary();
        BinlogPosition executed = shown;
        boolean isLast = false;
        try (VirtualCursor cursor = binlog.from(shown)) {
            while (cursor.next()) {
                VirtualEvent event = cursor.event();
                Optional<Gtid> gtid = GtidEvents.transactionOf(event.frame());
                if (gtid.isPresent() && gtid.get() instanceof Gtid.Mariadb name) {
                    domains.add(name.domain());
                    isLast = last.contains(name.toString());
                }
                Step step = boundary.next(event.frame());
                if (isLast && (step == Step.COMPLETES || step == Step.ALONE)) {
                    executed = event.endPosition();
                }
            }
        }
        return domains.size() == 1 ? executed : shown;
    }
}
