package io.masterha.manager.step;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.topology.ServerId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What is learned while a plan runs; each fact is a journal line, written once and read by later steps and runs. */
public interface Facts {
    /** The failed source's tail as saved on its own host. */
    String TAIL = "tail";

    /** Why the failed source's tail could not be had. */
    String TAIL_MISSING = "tail-missing";

    /** Everything that the new source has executed, before it is opened; only where replicas follow by GTID. */
    String REACHED_GTIDS = "reached-gtids";

    /** What is lost is within what the operator allows: the verdict by which that was decided. */
    String LOSS_ALLOWED = "loss-allowed";

    /** What the failed source logged after its tail had been saved, because somebody started it again. */
    String AFTER_TAIL = "after-tail";

    /** What stands in the failed source's log behind all that could be had, read when its host answered too late. */
    String READ_LATE = "read-late";

    /** The address is being taken off the failed source, or was; or there is no script for that. */
    String ADDRESS_TAKEN = "address-taken";

    /** An operator's words that vouch for the failed source, where nothing could be proved. */
    String VOUCHED = "vouched";

    /** Where the new source's own history went on when it was promoted. */
    String START = "start";

    /** The failover is being put back: nothing of its plan is done any more, whatever happens to the old source. */
    String BEING_UNDONE = "being-undone";

    /** Servers that this failover had promoted, or was about to, and that are gone since: {@link FormerSource}s. */
    String PROMOTED_BEFORE = "promoted-before";

    /** How the failed source is kept down when the manager has ended, for the operator. */
    String KEPT_DOWN = "kept-down";

    /** Rejoin: what only the server that came back had, as it was logged. */
    String OWN = "own";

    /** Rejoin: everything that the server had executed when it was closed for writes; empty without GTIDs. */
    String CLOSED_WITH = "closed-with";

    /** Rejoin: where its log ended then. */
    String CLOSED_AT = "closed-at";

    /** Rejoin: the statements to run when it is undone, a line each. */
    String AFTER_REWIND = "after-rewind";

    /** Switchover: where the old source's history ended when its writes were stopped. */
    String FINAL = "final";

    /** Switchover: everything that the old source had executed then. */
    String FINAL_GTIDS = "final-gtids";

    /** Switchover: everything that the new source had executed when its replication was stopped. */
    String START_GTIDS = "start-gtids";

    /** Switchover: the address is being taken off the old source, or was. */
    String ADDRESS_LEFT = "address-left";

    /** Switchover: the address is being given to the new source, or was; its script may have opened it for writes. */
    String ADDRESS_ARRIVED = "address-arrived";

    /** Switchover: the new source has the address; the script goes on, to take it off the old source. */
    String ADDRESS_GOES_ON = "address-goes-on";

    /** Switchover: replication on the new source is being stopped, or was. */
    String HALTED = "halted";

    /** Switchover: replication of the old source, which is in a ring, is being stopped, or was. */
    String RING_HALTED = "ring-halted";

    /** Switchover: the new source is being opened for writes, or was: the point of no return. */
    String OPENED = "opened";

    /** Name of the fact: a binlog server's copy of the tail, saved on its host. */
    static String copyOn(ServerId binlogServer) {
        return "copy@" + binlogServer;
    }

    /** Name of the fact: the tail at a replica. */
    static String tailAt(ServerId server) {
        return "tail@" + server;
    }

    /** Name of the fact: the relay log diff from a position, on the host of the replica that had it. */
    static String diffFrom(BinlogPosition from) {
        return "diff-from@" + from;
    }

    /** Name of the fact: the relay log diff at a replica. */
    static String diffAt(ServerId server) {
        return "diff@" + server;
    }

    /** Name of the fact: what a delayed replica had received and not executed, saved on its own host. */
    static String heldBackAt(ServerId server) {
        return "held-back@" + server;
    }

    /** Name of the fact: transactions that a replica has received and the new source lacks. */
    static String onlyAt(ServerId server) {
        return "only-at@" + server;
    }

    /** How the names of facts begin that say whom a replica had followed. */
    String POINTED_AWAY = "pointed-away-from@";

    /** Name of the fact: {@code server_id} of a server that is promoted. */
    static String serverIdOf(ServerId server) {
        return "server-id@" + server;
    }

    /** Name of the fact: what matters of a server that is promoted when it is dead itself: how it syncs, when that was, its uuid. */
    static String traitsOf(ServerId server) {
        return "traits@" + server;
    }

    /** Name of the fact: whom a replica had followed before it was pointed at the new source. */
    static String pointedAwayFrom(ServerId server) {
        return POINTED_AWAY + server;
    }

    /** Name of the fact: a replica has executed everything that was to be had. */
    static String appliedAt(ServerId server) {
        return "applied@" + server;
    }

    /** Name of the fact: what a server that was promoted and is gone had committed since, saved on its host. */
    static String ownOf(ServerId former) {
        return "own@" + former;
    }

    /** Name of the fact: the same at the server that takes its place. */
    static String ownAt(ServerId server) {
        return "own-at@" + server;
    }

    /** Name of the fact: where a server's own log ended before it was given what a former source had committed. */
    static String baseOf(ServerId server) {
        return "base@" + server;
    }

    /** Name of the fact: a server has executed what a former source had committed. */
    static String inheritedAt(ServerId server) {
        return "inherited@" + server;
    }

    /** Whether a fact is about the servers of one plan, and says nothing under another one. */
    static boolean isOfOnePlan(String name) {
        return List.of(START, LOSS_ALLOWED, REACHED_GTIDS).contains(name)
                || Stream.of(
                                "tail@",
                                "diff-from@",
                                "diff@",
                                "held-back@",
                                "only-at@",
                                POINTED_AWAY,
                                "applied@",
                                "own-at@",
                                "base@",
                                "inherited@")
                        .anyMatch(name::startsWith);
    }

    /** Whether a server was about to be opened, or is, or was: the old source may not be served again then. */
    static boolean isPastReturn(Facts facts) {
        boolean wasAboutToBeOpened = facts.position(START).isPresent() && !isBeingUndone(facts);
        return wasAboutToBeOpened || facts.text(PROMOTED_BEFORE).isPresent();
    }

    /** Whether somebody has decided to put everything back, and began with it. */
    static boolean isBeingUndone(Facts facts) {
        return facts.text(BEING_UNDONE).isPresent();
    }

    Optional<String> text(String name);

    void put(String name, String text);

    Optional<SavedLog> savedLog(String name);

    Optional<BinlogPosition> position(String name);

    void put(String name, SavedLog log);

    void put(String name, BinlogPosition position);
}
