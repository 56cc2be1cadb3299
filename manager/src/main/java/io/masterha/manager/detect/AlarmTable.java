package io.masterha.manager.detect;

import io.masterha.manager.detect.Health.Access;
import io.masterha.manager.detect.Health.Calm;
import io.masterha.manager.detect.Health.Disk;
import io.masterha.manager.detect.Health.Receipt;
import io.masterha.manager.detect.Health.Replicas;
import io.masterha.manager.detect.Health.Writes;
import java.util.List;
import java.util.function.Predicate;

/**
 * Decides what is told of a source that answers: every row that matches is an alarm of its own, and none of them is a
 * reason to fail over by itself.
 */
public final class AlarmTable {
    /**
     * One row.
     *
     * @param when readable form of the condition, for the documents
     * @param because the sentence for the operator
     */
    public record Row(String rule, String when, Predicate<Health> matches, Verdict verdict, String because) {}

    private static final List<Row> ROWS = List.of(
            new Row(
                    "no-connection-left",
                    "access CLOSED",
                    h -> h.access() == Access.CLOSED,
                    Verdict.OVERLOADED,
                    "the source is alive and turns clients away"),
            new Row(
                    "read-only",
                    "writes FORBIDDEN",
                    h -> h.writes() == Writes.FORBIDDEN,
                    Verdict.READ_ONLY,
                    "the source is read-only: applications cannot write; SET GLOBAL read_only=0 there if that is not"
                            + " wanted, and look at read_only in its my.cnf"),
            new Row(
                    "waits-for-ack",
                    "writes WAIT_FOR_ACK",
                    h -> h.writes() == Writes.WAIT_FOR_ACK,
                    Verdict.SEMI_SYNC_BLOCKED,
                    "commits wait for the acknowledgement of a semi-sync replica and none comes"),
            new Row(
                    "disk-full",
                    "disk FULL, writes not WAIT_FOR_ACK",
                    h -> h.disk() == Disk.FULL && h.writes() != Writes.WAIT_FOR_ACK,
                    Verdict.UNWRITABLE,
                    "the source cannot write: its disk is full"),
            new Row(
                    "disk-read-only",
                    "disk READ_ONLY, writes not WAIT_FOR_ACK",
                    h -> h.disk() == Disk.READ_ONLY && h.writes() != Writes.WAIT_FOR_ACK,
                    Verdict.UNWRITABLE,
                    "the source cannot write: its file system is read-only"),
            new Row(
                    "stalled",
                    "writes STALLED, disk neither FULL nor READ_ONLY",
                    h -> h.writes() == Writes.STALLED && h.disk() != Disk.FULL && h.disk() != Disk.READ_ONLY,
                    Verdict.UNWRITABLE,
                    "the source answers and commits do not come to an end"),
            new Row(
                    "replication-cut",
                    "receipt CUT",
                    h -> h.receipt() == Receipt.CUT,
                    Verdict.REPLICATION_CUT,
                    "the source answers and no replica receives from it: what it commits now would be lost with it"),
            new Row(
                    "no-replica",
                    "receipt NO_ANSWER",
                    h -> h.receipt() == Receipt.NO_ANSWER,
                    Verdict.NO_REPLICA,
                    "the source answers and no replica answers the manager: nobody could take over"),
            new Row(
                    "replica-opened",
                    "replicas OPENED",
                    h -> h.replicas() == Replicas.OPENED,
                    Verdict.REPLICA_WRITABLE,
                    "a replica that was read-only takes writes, and what is written there nobody else gets; SET GLOBAL"
                            + " read_only=1 there (super_read_only=1 on MySQL), then masterha-check-repl --conf=FILE names"
                            + " what it has of its own"),
            new Row(
                    "comes-and-goes",
                    "calm COMES_AND_GOES",
                    h -> h.calm() == Calm.COMES_AND_GOES,
                    Verdict.COMES_AND_GOES,
                    "the source comes and goes"));

    private AlarmTable() {}

    /** All rows in order, for the documents and the tests. */
    public static List<Row> rows() {
        return ROWS;
    }

    /** Every row that matches. */
    public static List<Row> judge(Health health) {
        return ROWS.stream().filter(row -> row.matches().test(health)).toList();
    }

    /** Whether this is what {@code unwritable=failover} means: an alarm of that kind, and not one commit to the contrary. */
    public static boolean isUnwritable(Health health) {
        return health.writes() != Writes.FLOW
                && judge(health).stream().anyMatch(row -> row.verdict() == Verdict.UNWRITABLE);
    }
}
