package io.masterha.manager.app;

import io.masterha.binlog.Problem;
import io.masterha.manager.topology.ServerId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** MHA's advisory lock on every replica that answers: it keeps a second manager, ours or an original, from acting. */
final class FailoverLocks {
    /** MHA's name, so that a running original and this one exclude each other. */
    static final String NAME = "MHA_Master_High_Availability_Failover";

    private final World world;
    private final List<ServerId> locked = new ArrayList<>();

    FailoverLocks(World world) {
        this.world = world;
    }

    /**
     * Takes the lock everywhere.
     *
     * @return the servers that did not answer, with the reason
     * @throws Problem if somebody else holds it on one of them
     */
    Map<ServerId, String> take(List<ServerId> servers) {
        Map<ServerId, String> silent = new LinkedHashMap<>();
        for (ServerId id : servers) {
            try {
                if (!world.servers().session(id).lock(NAME, world.limits().lock())) {
                    throw Problem.of(AppError.LOCKED, id + ": the failover lock is taken")
                            .why("another manager, or purge_relay_logs, holds " + NAME)
                            .next("SELECT IS_USED_LOCK('" + NAME + "') on " + id
                                    + " shows the connection that holds it");
                }
                locked.add(id);
            } catch (Problem problem) {
                if (problem.code() == AppError.LOCKED) {
                    throw problem;
                }
                silent.put(id, problem.sentence());
            }
        }
        return silent;
    }

    /**
     * Makes sure that the lock is still held, or takes it again where a session broke.
     *
     * @param lost servers that do not count any more
     * @throws Problem if another manager has it now
     */
    void check(Set<ServerId> lost, String journal) {
        for (ServerId id : locked) {
            if (!lost.contains(id) && !holds(id)) {
                throw Problem.of(AppError.LOCKED, id + ": the failover lock is not held any more")
                        .why("the session broke and another manager took it")
                        .next("make sure that one manager only runs, then start it again")
                        .changed("see " + journal);
            }
        }
    }

    private boolean holds(ServerId id) {
        try {
            return world.servers().session(id).holdsLock(NAME)
                    || world.servers().session(id).lock(NAME, world.limits().lock());
        } catch (Problem gone) {
            return true;
        }
    }

    void release() {
        for (ServerId id : locked) {
            try {
                world.servers().session(id).unlock(NAME);
            } catch (Problem problem) {
                world.story().warn("done", Optional.of(id), "lock not released: " + problem.getMessage());
            }
        }
    }
}
