package io.masterha.manager.detect;

/** What is the matter with the source, as the tables tell it apart; each verdict has its own default action. */
public enum Verdict {
    FINE(Action.NONE, "it answers"),
    SUSPECTED(Action.WAIT, "it does not answer, and nothing is proved yet"),
    PROCESS_DEAD(Action.FAILOVER, "its host shows that the server process crashed"),
    HOST_GONE(Action.FAILOVER, "neither server nor host answers, and nobody else sees it"),
    HUNG(Action.FAILOVER, "the process is there and answers nobody (SIGSTOP, deadlock)"),
    STOPPED(Action.FAILOVER, "it was shut down, or starts, and does not come up"),
    UNWRITABLE(Action.CHOICE, "it answers and cannot commit: disk full, read-only or stalled"),
    READ_ONLY(Action.ALARM, "read_only is on at the source: applications cannot write"),
    SEMI_SYNC_BLOCKED(Action.ALARM, "commits wait for an acknowledgement that no replica gives"),
    OVERLOADED(Action.ALARM, "it has no connection left, or turns clients away"),
    MANAGER_CUT_OFF(Action.ALARM, "only the manager does not reach it: others do"),
    MANAGER_BLIND(Action.ALARM, "the manager sees nothing at all: it suspects itself"),
    REPLICATION_CUT(Action.ALARM, "it answers, and no replica receives from it: the possible loss grows"),
    NO_REPLICA(Action.ALARM, "it answers, and no replica answers the manager: nobody could take over"),
    REPLICA_WRITABLE(Action.ALARM, "a replica that was read-only takes writes of clients"),
    COMES_AND_GOES(Action.ALARM, "it was silent several times within a few minutes");

    /** What is done by default. */
    public enum Action {
        NONE("nothing"),
        WAIT("nothing yet"),
        /** Told at once, again and again while it lasts, and when it is over; never a failover. */
        ALARM("alarm, never a failover"),
        /** An alarm; a failover too if the configuration says so. */
        CHOICE("alarm; failover only with `unwritable=failover`"),
        FAILOVER("failover");

        private final String words;

        Action(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    private final Action action;
    private final String meaning;

    Verdict(Action action, String meaning) {
        this.action = action;
        this.meaning = meaning;
    }

    public Action action() {
        return action;
    }

    /** One clause for the documents. */
    public String meaning() {
        return meaning;
    }

    /** Whether it is told again and again while it lasts. */
    public boolean isAlarm() {
        return action == Action.ALARM || action == Action.CHOICE;
    }
}
