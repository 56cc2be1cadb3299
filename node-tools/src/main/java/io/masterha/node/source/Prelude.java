package io.masterha.node.source;

/**
 * A statement that stands in no log, for the session that executes the log.
 *
 * @param sql empty for none
 * @param behindEachRotate whether that session forgets it at every ROTATE: one that reads and executes does (MariaDB); a
 *     worker does not see them
 */
public record Prelude(String sql, boolean behindEachRotate) {
    public static final Prelude NONE = new Prelude("", false);

    boolean isEmpty() {
        return sql.isEmpty();
    }
}
