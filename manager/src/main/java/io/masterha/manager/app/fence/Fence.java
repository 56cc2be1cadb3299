package io.masterha.manager.app.fence;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.AppError;
import io.masterha.manager.app.World;
import io.masterha.manager.plan.FencePolicy;
import io.masterha.manager.plan.Safety;
import io.masterha.manager.port.HookOutcome;
import io.masterha.manager.port.HostError;
import io.masterha.manager.port.HostSight;
import io.masterha.manager.step.Facts;
import io.masterha.manager.step.StepError;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.FenceCertificate;
import io.masterha.manager.topology.FenceCertificate.Strength;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the failed source from being written to, by every rung that is there, and collects the evidence.
 *
 * <p>A rung raises the strength of the certificate or adds words to its evidence; a new one (a lease that ran out, an
 * isolated switch port) needs a {@link Strength} and a line in {@link #raise}.
 */
public final class Fence {
    private static final int PROCEED = 10;

    private final World world;
    private final Facts facts;
    private final Safety safety;
    private final SqlFence sql;
    private final List<String> evidence = new ArrayList<>();
    private Strength strength = Strength.NONE;

    /** What the fence found out beside the certificate: whether the failed source's host answers over SSH. */
    public record Outcome(FenceCertificate certificate, boolean hostAnswers) {}

    /**
     * @param facts the journal: what is taken off the failed source is written down first
     * @param sql the rung that another worker climbs meanwhile
     */
    public Fence(World world, Facts facts, Safety safety, SqlFence sql) {
        this.world = world;
        this.facts = facts;
        this.safety = safety;
        this.sql = sql;
    }

    /** Whether the application's address was taken off the failed source, or may have been. */
    public static boolean hasTakenAddress(Facts facts) {
        return facts.text(Facts.ADDRESS_TAKEN).isPresent();
    }

    /** Stands in a plan that is only looked at. */
    public static FenceCertificate noCertificate(ServerId server) {
        return new FenceCertificate(server, Strength.NONE, List.of("only a preview"));
    }

    /**
     * Brings the failed source down, then calls MHA's scripts.
     *
     * @throws Problem if a script says that the failover must not go on
     */
    public Outcome raise(FailedSource source) {
        ServerId failed = source.id();
        overSsh(source);
        boolean hostAnswers = strength == Strength.PROVED_DOWN;
        if (hostAnswers) {
            sql.isNotNeeded();
        }
        safety.vouched().ifPresent(words -> vouch(failed, words));
        if (safety.fence() == FencePolicy.STRICT && !isEnough()) {
            // The address stays where it is until the power is off: a refused failover leaves a source that serves.
            if (world.hooks().canShutDown()) {
                shutDown(failed, hostAnswers);
                releaseAddress(failed, hostAnswers);
            }
        } else {
            releaseAddress(failed, hostAnswers);
            if (shutDown(failed, hostAnswers)) {
                hostAnswers = hostAnswers && stillAnswers(failed);
            }
        }
        return new Outcome(new FenceCertificate(failed, strength, evidence), hostAnswers);
    }

    private boolean isEnough() {
        return strength.compareTo(safety.fence().demanded()) >= 0;
    }

    private void vouch(ServerId failed, String words) {
        facts.put(Facts.VOUCHED, words);
        evidence.add("an operator vouches for it: " + words);
        strength = stronger(Strength.VOUCHED);
        world.story().warn("fence", Optional.of(failed), "an operator vouches that it takes no writes: " + words);
    }

    private void releaseAddress(ServerId failed, boolean hostAnswers) {
        if (!world.hooks().canMoveAddress()) {
            return;
        }
        facts.put(Facts.ADDRESS_TAKEN, "being taken off " + failed);
        HookOutcome address = world.hooks().releaseAddress(failed, hostAnswers);
        heed("master_ip_failover_script", address);
        if (address.isDone()) {
            strength = stronger(Strength.ADDRESS_RELEASED);
        }
    }

    /** Exit 10 is proof only of what was done over SSH; without that it says no more than "go on". */
    private boolean shutDown(ServerId failed, boolean hostAnswers) {
        HookOutcome power = world.hooks().shutDown(failed, hostAnswers);
        heed("shutdown_script", power);
        boolean vouches = power.isDone() || (power.exitCode() == PROCEED && hostAnswers);
        if (vouches) {
            strength = stronger(Strength.SHUT_DOWN_BY_SCRIPT);
        }
        return power.isDone();
    }

    /**
     * Kills the server over SSH. A host that does not answer proves nothing and is left to the other rungs; a host that
     * answers and still shows the server forbids to go on.
     */
    private void overSsh(FailedSource source) {
        ServerId failed = source.id();
        if (isPassedOver(source)) {
            evidence.add("over SSH: its host was silent for as long as it was asked, and does not greet");
            world.story().warn("fence", Optional.of(failed), "not proved down: its host is silent; it is tried on");
            world.hosts().keepTrying(failed);
            return;
        }
        try {
            evidence.add(world.hosts().bringDown(failed, limit(source)));
            strength = Strength.PROVED_DOWN;
        } catch (Problem problem) {
            if (problem.code() == HostError.HOST_UNREACHABLE) {
                unproved(failed, problem);
                return;
            }
            HostSight sight = world.hosts().look(failed, world.limits().sshLook());
            switch (sight.kind()) {
                case PRESENT, CLOSED ->
                    throw Problem.of(AppError.SOURCE_ALIVE, failed + " still runs and could not be brought down")
                            .why(problem.getMessage() + "; its host shows: " + sight.detail())
                            .next(
                                    "kill it on its host and keep it down, then masterha-manager --conf=FILE --ignore_last_failover");
                case CRASHED, STOPPED -> {
                    evidence.add("seen down: " + sight.detail() + ", but not held down: " + problem.getMessage());
                    strength = Strength.PROVED_DOWN;
                }
                case NO_ANSWER -> unproved(failed, problem);
            }
        }
    }

    /**
     * A host that has just been silent through all of the detection, and does not even greet on a new connection (the kernel
     * of a host that stands still may take it), is not waited for once more where the failover goes on without it anyway: it
     * is tried on in the background, so that it is held down as soon as it answers. One that greets may only need long for a
     * login: that gets the operator's limit for it ({@code ssh_connection_timeout}), since its log may be had.
     */
    private boolean isPassedOver(FailedSource source) {
        return !source.hostAnswers()
                && !isAwaited()
                && !world.hosts().greets(source.id(), world.limits().fenceOfSilent());
    }

    private boolean isAwaited() {
        return safety.fence() == FencePolicy.STRICT
                && safety.vouched().isEmpty()
                && !world.hooks().canShutDown();
    }

    private Duration limit(FailedSource source) {
        return source.hostAnswers() || isAwaited()
                ? world.limits().fence()
                : world.limits().sshLook();
    }

    private void unproved(ServerId failed, Problem problem) {
        evidence.add("over SSH: " + problem.getMessage());
        world.story().warn("fence", Optional.of(failed), "not proved down: " + problem.sentence());
        world.hosts().keepTrying(failed);
    }

    private boolean stillAnswers(ServerId failed) {
        return switch (world.hosts().look(failed, world.limits().sshLook()).kind()) {
            case NO_ANSWER -> false;
            case PRESENT, CLOSED, CRASHED, STOPPED -> true;
        };
    }

    private Strength stronger(Strength offered) {
        return offered.compareTo(strength) > 0 ? offered : strength;
    }

    private void heed(String script, HookOutcome outcome) {
        switch (outcome.kind()) {
            case NOT_CONFIGURED -> {}
            case DONE -> evidence.add(script + " succeeded");
            case OTHER -> {
                if (outcome.exitCode() != PROCEED) {
                    throw Problem.of(StepError.HOOK_REFUSED, script + " failed while fencing")
                            .why(outcome.detail())
                            .next(
                                    "mend the script or its cause, then masterha-manager --conf=FILE --ignore_last_failover");
                }
                evidence.add(script + " exited 10: go on");
            }
        }
    }
}
