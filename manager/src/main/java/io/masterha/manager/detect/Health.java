package io.masterha.manager.detect;

/**
 * What a look at a source that answers brought to light; the whole input of the {@link AlarmTable}.
 *
 * @param access whether clients are let in
 * @param writes whether they can commit
 * @param disk what the host says of the file systems below it
 * @param receipt whether the replicas receive what it writes
 * @param calm whether it has answered all the time
 */
public record Health(Access access, Writes writes, Disk disk, Receipt receipt, Calm calm) {
    /** Nothing is known and nothing is wrong. */
    public static final Health UNKNOWN =
            new Health(Access.OPEN, Writes.UNKNOWN, Disk.UNKNOWN, Receipt.UNKNOWN, Calm.STEADY);

    /** Whether clients are let in. */
    public enum Access {
        OPEN,
        /** Every connection is taken, or the manager is turned away. */
        CLOSED
    }

    /** Whether clients can commit. */
    public enum Writes {
        /** The look did not come that far. */
        UNKNOWN,
        /** Nothing waits, and nothing was committed either. */
        IDLE,
        /** Something was committed since the last look. */
        FLOW,
        /** {@code read_only} or {@code super_read_only} is on. */
        FORBIDDEN,
        /** Commits wait for the acknowledgement of a replica, and none came since the last look. */
        WAIT_FOR_ACK,
        /** Commits wait for something else, and none ended since the last look. */
        STALLED
    }

    /** The file systems with the data and the binary log. */
    public enum Disk {
        UNKNOWN,
        ROOM,
        FULL,
        READ_ONLY
    }

    /** Whether replicas receive. */
    public enum Receipt {
        UNKNOWN,
        /** At least one has what the source has, or got some of it since the last look. */
        ARRIVES,
        /** Replicas answer, and none of them receives. */
        CUT,
        /** None of them answers the manager. */
        NO_ANSWER
    }

    /** Whether it has answered all the time. */
    public enum Calm {
        STEADY,
        COMES_AND_GOES
    }
}
