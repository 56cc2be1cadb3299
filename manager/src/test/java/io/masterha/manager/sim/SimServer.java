package io.masterha.manager.sim;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.Following;
import io.masterha.manager.port.HostError;
import io.masterha.manager.port.HostSight;
import io.masterha.manager.topology.ServerId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** One simulated server: what it has executed, what it has received, and whom it follows. */
final class SimServer {
    final ServerId id;
    final int number;
    final List<Integer> data = new ArrayList<>();
    final Set<String> locks = new HashSet<>();
    /** How many transactions of its own it has, that its source never had. */
    int errant;

    boolean alive = true;
    boolean hostAnswers = true;
    boolean heldDown;
    private boolean keptDown;
    /** What clients had committed here after it had been opened. */
    int ownCommits;

    boolean writable;
    boolean receiverRuns;
    /** Its receiver goes on trying to connect, whatever it is told. */
    boolean keepsConnecting;

    boolean applierRuns = true;
    boolean applierBroken;
    boolean relayLogPurge;
    /** The operator wants it that far behind: its applier does nothing for as long as a failover lasts. */
    long delaySeconds;

    boolean isReplica = true;
    /** It follows another replica from the start, with multi_tier_slave=1: nobody may touch it. */
    boolean isThirdTier;
    /** Its status names the executed position as the received one: it was told to begin there. */
    boolean pointedBack;

    /** End of what it has received of the failed source's log. */
    long received;
    /** Its relay logs hold everything from here to {@link #received}. */
    long relayFrom;

    /** What it shows as received, where that is not the truth: its receiver has just connected again by GTID. */
    OptionalLong shownReceived = OptionalLong.empty();

    Optional<Following> follows = Optional.empty();

    SimServer(ServerId id, int number) {
        this.id = id;
        this.number = number;
    }

    /** End of its own binary log: a position that tells how many transactions are in it. */
    long ownOffset() {
        return 4 + 100L * data.size();
    }

    String ownFile() {
        return id.host() + "-bin.000001";
    }

    /** Clients write, where they can. */
    void commit(int transactions) {
        if (alive && writable) {
            for (int i = 0; i < transactions; i++) {
                data.add(data.size());
            }
            ownCommits += transactions;
        }
    }

    void managerDied() {
        locks.clear();
        heldDown = keptDown;
    }

    HostSight look() {
        return new HostSight(
                !hostAnswers ? HostSight.Kind.NO_ANSWER : alive ? HostSight.Kind.PRESENT : HostSight.Kind.CRASHED,
                "simulated");
    }

    String bringDown() {
        if (!hostAnswers) {
            throw Problem.of(HostError.HOST_UNREACHABLE, id + ": its host does not answer");
        }
        alive = false;
        heldDown = true;
        return "no process, port closed";
    }

    String keepDown() {
        keptDown = true;
        return "kept down";
    }

    /** The applier does some work: up to {@code most} of the complete transactions that were received. */
    void apply(SimLog log, int most) {
        if (!alive || !applierRuns || applierBroken || delaySeconds > 0 || follows.isPresent() || !isReplica) {
            return;
        }
        int complete = log.completeAt(received);
        for (int i = 0; i < most && data.size() < complete; i++) {
            data.add(data.size());
        }
    }

    @Override
    public String toString() {
        return id + (isThirdTier ? " third tier" : "") + (alive ? "" : " dead") + (writable ? " writable" : "")
                + " data=" + data.size() + " received="
                + received + " relayFrom=" + relayFrom + " applier=" + applierRuns + (applierBroken ? " broken" : "")
                + (delaySeconds > 0 ? " delay=" + delaySeconds : "")
                + follows.map(f -> " follows " + f).orElse("");
    }
}
