package io.masterha.manager.plan;

/** The phases of a failover, with the numbers and titles that MHA's runbooks name. */
public enum Phase {
    CHECK("1", "Configuration Check Phase"),
    FENCE("2", "Dead Master Shutdown Phase"),
    RECOVERY("3", "Master Recovery Phase"),
    MOST_ADVANCED("3.1", "Getting Latest Slaves Phase"),
    SAVE_BINLOG("3.2", "Saving Dead Master's Binlog Phase"),
    CHOOSE("3.3", "Determining New Master Phase"),
    RECOVER_BY_GTID("3.3", "New Master Recovery Phase"),
    GENERATE_DIFF("3.4", "New Master Diff Log Generation Phase"),
    APPLY_DIFF("3.5", "Master Log Apply Phase"),
    INHERIT("3.5", "Master Log Apply Phase"),
    PROMOTE("3.5", "Master Log Apply Phase"),
    REPLICAS("4", "Slaves Recovery Phase"),
    REPLICA_DIFFS("4.1", "Starting Parallel Slave Diff Log Generation Phase"),
    REPLICA_APPLY("4.2", "Starting Parallel Slave Log Apply Phase"),
    REPOINT("4.2", "Starting Parallel Slave Log Apply Phase"),
    REPOINT_BY_GTID("4.1", "Starting Slaves in parallel"),
    DRAW_NEAR("2", "Rejecting updates Phase"),
    END_TRANSACTIONS("2", "Rejecting updates Phase"),
    STOP_EVENTS("2", "Rejecting updates Phase"),
    LEAVE_ADDRESS("2", "Rejecting updates Phase"),
    BLOCK("2", "Rejecting updates Phase"),
    READ_FINAL("2", "Rejecting updates Phase"),
    CATCH_UP("3", "Switching the source"),
    HALT("3", "Switching the source"),
    ARRIVE_ADDRESS("3", "Switching the source"),
    OPEN("3", "Switching the source"),
    KEEP_BLOCKED("4", "Switching the replicas in parallel"),
    OTHERS_CATCH_UP("4", "Switching the replicas in parallel"),
    OTHERS_FOLLOW("4", "Switching the replicas in parallel"),
    UNLOCK("4", "Switching the replicas in parallel"),
    REJOIN("5", "New master cleanup phase"),
    CLOSE_AGAIN("back", "Way back"),
    REOPEN("back", "Way back"),
    RETURN_ADDRESS("back", "Way back"),
    RESUME("back", "Way back"),
    CLOSE_RETURNED("rejoin", "Rejoin of a server that came back"),
    KEEP_OWN("rejoin", "Rejoin of a server that came back"),
    REWIND_RETURNED("rejoin", "Rejoin of a server that came back"),
    FOLLOW_AGAIN("rejoin", "Rejoin of a server that came back"),
    LIKE_THE_OTHERS("rejoin", "Rejoin of a server that came back"),
    END_KEEPING_DOWN("rejoin", "Rejoin of a server that came back"),
    CLEANUP("5", "New master cleanup phase");

    private final String number;
    private final String title;

    Phase(String number, String title) {
        this.number = number;
        this.title = title;
    }

    public String number() {
        return number;
    }

    /** MHA's title, as people grep for it. */
    public String title() {
        return title;
    }

    /** MHA's line at its beginning. */
    public String beginning() {
        return "* Phase " + number + ": " + title + "..";
    }

    /** MHA's line at its end. */
    public String end() {
        return "** Phase " + number + ": " + title + " completed.";
    }

    /** The phase that it is a part of: itself, if it is not a part. */
    public Phase whole() {
        if (!number.contains(".")) {
            return this;
        }
        return number.charAt(0) == '3' ? RECOVERY : REPLICAS;
    }
}
