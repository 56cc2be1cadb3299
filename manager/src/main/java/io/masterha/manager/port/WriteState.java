package io.masterha.manager.port;

/**
 * Whether a server takes writes.
 *
 * @param readOnly {@code read_only} is on: accounts without a privilege for it cannot write
 * @param superReadOnly {@code super_read_only} is on: nobody can write but replication
 * @param hasSuperReadOnly whether the server has that variable
 * @param tablesLocked whether this manager's session holds the global read lock
 */
public record WriteState(boolean readOnly, boolean superReadOnly, boolean hasSuperReadOnly, boolean tablesLocked) {
    public boolean isWritable() {
        return !readOnly && !superReadOnly;
    }

    /** Whether nobody can write; without the lock on all tables the word of {@code read_only} must do. */
    public boolean isBlocked(boolean lockTables) {
        return superReadOnly || (readOnly && (tablesLocked || !lockTables));
    }

    @Override
    public String toString() {
        return "read_only=" + (readOnly ? 1 : 0)
                + (hasSuperReadOnly ? ", super_read_only=" + (superReadOnly ? 1 : 0) : "")
                + (tablesLocked ? ", all tables locked" : "");
    }
}
