package io.masterha.manager.topology;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.gtid.GtidSet;
import io.masterha.binlog.gtid.MysqlGtidSet;
import java.util.List;
import java.util.Optional;

/**
 * Whether the replicas of an exchanged source follow the new one by GTID, also those that followed by file and position.
 *
 * <p>As in MHA: MySQL with {@code gtid_mode=ON} everywhere, and one replica that follows by GTID or has
 * {@code use_gtid_auto_pos=1}. Unlike MHA not if somebody's set has a hole, as after a copy without
 * {@code gtid_purged}: the new source would send what is there already; or if what one lacks is purged on another.
 */
public final class AutoPosition {
    /**
     * A replica.
     *
     * @param byGtid whether it follows by GTID now
     * @param goesOver whether it may go over ({@code use_gtid_auto_pos})
     * @param gtidOn whether it is MySQL with {@code gtid_mode=ON}
     * @param serves whether what it applies is in its own binary log
     * @param executed what it has executed
     * @param received what it has received; goes on over what is forgotten of the executed
     * @param purged what its binary logs do not have any more
     * @param stoppedAt how far its stopped receiver came; empty while it runs
     */
    public record Subject(
            ServerId id,
            boolean byGtid,
            boolean goesOver,
            boolean gtidOn,
            boolean serves,
            String executed,
            String received,
            String purged,
            Optional<BinlogPosition> stoppedAt) {
        private MysqlGtidSet all() {
            return (MysqlGtidSet) GtidSet.parse(executed).union(GtidSet.parse(received));
        }

        /** What it has received comes after what it has executed, unless that was forgotten. */
        private boolean hasForgotten() {
            MysqlGtidSet done = (MysqlGtidSet) GtidSet.parse(executed);
            return !done.isFollowedBy((MysqlGtidSet) all().minus(done));
        }
    }

    private AutoPosition() {}

    /** Whether MHA would go over to GTIDs: then the sets have to be compared. */
    public static boolean isWanted(List<Subject> replicas) {
        return replicas.stream().allMatch(r -> r.gtidOn() && !r.executed().isEmpty())
                && replicas.stream().anyMatch(r -> r.byGtid() || r.goesOver());
    }

    /** Why a cluster that would go over must go on by file and position; empty if it may go over. */
    public static Optional<String> obstacle(List<Subject> replicas) {
        for (Subject replica : replicas) {
            if (!replica.serves()) {
                return Optional.of(replica.id() + " does not write what it applies into its binary log");
            }
            if (replica.hasForgotten()) {
                return Optional.of(
                        replica.id() + " has not executed, by GTID, all that came before what it has executed");
            }
        }
        for (Subject one : replicas) {
            for (Subject other : replicas) {
                Optional<String> found = between(one, other);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /** What keeps one replica from getting by GTID what another has more. */
    private static Optional<String> between(Subject one, Subject other) {
        MysqlGtidSet own = one.all();
        GtidSet lacking = other.all().minus(own);
        if (lacking.isEmpty()) {
            return Optional.empty();
        }
        boolean isAsFar = one.stoppedAt().isPresent() && one.stoppedAt().equals(other.stoppedAt());
        if (isAsFar || !own.isFollowedBy((MysqlGtidSet) lacking)) {
            return Optional.of(one.id() + " lacks " + lacking + " of " + other.id()
                    + ", which it may have under no or another GTID");
        }
        GtidSet purged = GtidSet.parse(other.purged());
        GtidSet gone = lacking.minus(lacking.minus(purged));
        return gone.isEmpty()
                ? Optional.empty()
                : Optional.of(other.id() + " has purged what " + one.id() + " lacks: " + gone);
    }
}
