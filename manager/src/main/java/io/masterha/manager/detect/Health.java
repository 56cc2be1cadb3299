package io.masterha.manager.detect;

/**
 * What a look at a source that answers brought to light; the whole input of the {@link AlarmTable}.
 *
 * @param access whether clients are let in
 * @param writes whether they can commit
 * @param disk what the host says of the file systems below it
 * @param receipt whether the replicas receive what it writes
 * @param calm whether it has answered all the time
 * @param replicas whether the replicas are as closed for writes as they were
 */
public record Health(Access access, Writes writes, Disk disk, Receipt receipt, Calm calm, Replicas replicas) {
    /** Nothing is known and nothing is wrong. */
    public static final Health UNKNOWN =
            new Health(Access.OPEN, Writes.UNKNOWN, Disk.UNKNOWN, Receipt.UNKNOWN, Calm.STEADY);

    /** With replicas that are as closed as they were. */
    public Health(Access access, Writes writes, Disk disk, Receipt receipt, Calm calm) {
        this(access, writes, disk, receipt, calm, Replicas.AS_BEFORE);
    }

    /** The same with what is known of the replicas. */
    public Health with(Replicas seen) {
        return new Health(access, writes, disk, receipt, calm, seen);
    }

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

    /** Whether replicas are closed for writes; one that was open from the beginning is the check's concern. */
    public enum Replicas {
        AS_BEFORE,
        /** One that was read-only at an earlier look is not any more. */
        OPENED
    }

    /** Whether it has answered all the time. */
    public enum Calm {
        STEADY,
        COMES_AND_GOES
    }
}
