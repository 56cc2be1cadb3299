package io.masterha.manager.sim;

import io.masterha.manager.topology.ServerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A living server in a simulated switchover: what it holds, whom it follows, and who may write on it. */
final class SwitchServer {
    final ServerId id;
    final int number;
    final List<Integer> data = new ArrayList<>();
    boolean alive = true;
    boolean hasSuper;
    boolean readOnly;
    boolean superReadOnly;
    boolean tablesLocked;
    boolean events;
    /** A connection pool with an account that read_only does not stop. */
    boolean privilegedClient;

    boolean receiverRuns;
    boolean applierRuns;
    Optional<ServerId> follows = Optional.empty();

    SwitchServer(ServerId id, int number) {
        this.id = id;
        this.number = number;
    }

    boolean isWritable() {
        return alive && !readOnly && !superReadOnly && !tablesLocked;
    }

    /** Whether anybody at all can write: accounts with a privilege too. */
    boolean takesWrites() {
        return isWritable() || (alive && privilegedClient && !superReadOnly && !tablesLocked);
    }

    long end() {
        return 4 + 100L * data.size();
    }

    String file() {
        return id.host() + "-bin.000001";
    }

    @Override
    public String toString() {
        return id + (alive ? "" : " dead") + (readOnly ? " read_only" : "") + (superReadOnly ? " super_read_only" : "")
                + (tablesLocked ? " locked" : "") + (events ? " events" : "") + (privilegedClient ? " privileged" : "")
                + " data=" + data.size()
                + follows.map(f -> " follows " + f + (receiverRuns ? "" : " receiver off")
                                + (applierRuns ? "" : " applier off"))
                        .orElse("");
    }
}
