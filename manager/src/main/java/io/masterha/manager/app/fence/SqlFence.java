package io.masterha.manager.app.fence;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.World;
import io.masterha.manager.app.fence.Fence.Outcome;
import io.masterha.manager.port.PingAnswer;
import io.masterha.manager.port.PingType;
import io.masterha.manager.topology.FenceCertificate;
import io.masterha.manager.topology.FenceCertificate.Strength;
import io.masterha.manager.topology.ServerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rung for a failed source that still answers SQL: it refuses writes from now on, and its clients are gone.
 *
 * <p>It is climbed beside SSH and has a short limit. A server that SSH has brought down is not asked any more; one that
 * hangs accepts a connection and never answers, which ends with its death.
 */
public final class SqlFence {
    private final World world;
    private final ServerId failed;
    private volatile boolean needed = true;
    private volatile Optional<String> evidence = Optional.empty();
    private volatile boolean isReadOnly;

    public SqlFence(World world, ServerId failed) {
        this.world = world;
        this.failed = failed;
    }

    /** SSH has proved more than this could. */
    void isNotNeeded() {
        needed = false;
    }

    /** Tries it; never throws a Problem. */
    public void climb() {
        if (!needed) {
            return;
        }
        PingAnswer answer =
                world.servers().ping(failed, PingType.CONNECT, world.limits().fenceOfSilent());
        if (!answer.isSignOfLife() || !needed) {
            return;
        }
        try {
            evidence = Optional.of("over SQL: "
                    + world.servers().refuseWrites(failed, world.limits().fenceBySql()));
            isReadOnly = true;
        } catch (Problem problem) {
            evidence = Optional.of("over SQL: it answers, and could not be closed: " + problem.getMessage());
        }
    }

    /** The certificate with what was found here. */
    public Outcome together(Outcome fenced) {
        FenceCertificate certificate = fenced.certificate();
        if (evidence.isEmpty() || certificate.strength() == Strength.PROVED_DOWN) {
            return fenced;
        }
        List<String> all = new ArrayList<>(certificate.evidence());
        all.add(evidence.get());
        Strength strength = isReadOnly && certificate.strength().compareTo(Strength.READ_ONLY) < 0
                ? Strength.READ_ONLY
                : certificate.strength();
        return new Outcome(new FenceCertificate(failed, strength, all), fenced.hostAnswers());
    }
}
