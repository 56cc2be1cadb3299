package io.masterha.manager.life;

import io.masterha.binlog.BinlogPosition;
import io.masterha.manager.topology.ServerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One simulated server with its host: process, binary log, relay log, whom it follows, who may write to it. */
final class LifeServer {
    private static final long HEADER = 120;
    private static final long EVENT = 10;

    final ServerId id;
    final int number;
    /** What it has committed, which is what its binary log holds. */
    final List<Txn> data = new ArrayList<>();
    /** What it has received from the server that it follows, from the beginning of that one's history. */
    final List<Txn> relay = new ArrayList<>();
    /** Who holds which advisory lock: a manager by its number. */
    final Map<String, Integer> locks = new HashMap<>();

    boolean hostUp = true;
    boolean processUp = true;
    boolean frozen;
    boolean refusesClients;
    boolean writable;
    boolean receiverRuns;
    boolean applierRuns;
    /** How many heartbeats its receiver has counted. */
    long heartbeats;
    /** Events of a transaction that has not been received to its end. */
    int partial;
    /** Events of a transaction that were written when the server crashed. */
    int torn;
    /** Its relay logs reach back to this transaction. */
    int relayFrom;
    /** Since when its receiver has no word from the source although nobody closed the connection; 0 for not at all. */
    long silentSince;

    Optional<ServerId> follows = Optional.empty();
    /** When a supervisor starts it after a crash; empty without a supervisor. */
    Optional<Long> supervisorDelayNanos = Optional.empty();

    /** It has been up for a day when the simulation begins. */
    long bootedAt = -86_400_000_000_000L;

    long crashedAt;

    long startsAt = Long.MAX_VALUE;
    /** The manager's connection keeps it down. */
    boolean heldDown;

    long keptDownUntil;

    LifeServer(ServerId id, int number) {
        this.id = id;
        this.number = number;
    }

    boolean answers() {
        return hostUp && processUp && !frozen;
    }

    boolean takesWrites() {
        return answers() && writable;
    }

    /** A place in its binary log behind a number of transactions and events. */
    BinlogPosition at(int transactions, int events) {
        return new BinlogPosition(
                id.host() + "-bin.000001", HEADER + EVENT * ((long) transactions * Txn.EVENTS + events));
    }

    /** How many whole transactions lie before a place. */
    static int transactionsBefore(BinlogPosition position) {
        return (int) ((position.offset() - HEADER) / EVENT / Txn.EVENTS);
    }

    void crash(long now) {
        crashedAt = processUp ? now : crashedAt;
        processUp = false;
        frozen = false;
        locks.clear();
        startsAt = supervisorDelayNanos.map(delay -> now + delay).orElse(Long.MAX_VALUE);
    }

    /** Comes up as its configuration file says: it was a source, so writable; a replica stays read-only and receives. */
    void start() {
        processUp = true;
        torn = 0;
        startsAt = Long.MAX_VALUE;
        receiverRuns = follows.isPresent();
        applierRuns = follows.isPresent();
    }

    @Override
    public String toString() {
        return id + (hostUp ? "" : " host down") + (processUp ? "" : " down") + (frozen ? " frozen" : "")
                + (writable ? " writable" : "") + " data=" + data.size() + " relay=" + relay.size() + "+" + partial
                + (receiverRuns ? " receives" : "") + (applierRuns ? " applies" : "")
                + follows.map(f -> " follows " + f).orElse("");
    }
}
