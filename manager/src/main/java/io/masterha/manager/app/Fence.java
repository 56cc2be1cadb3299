package io.masterha.manager.app;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.HookOutcome;
import io.masterha.manager.port.HostError;
import io.masterha.manager.port.HostSight;
import io.masterha.manager.step.Facts;
import io.masterha.manager.step.StepError;
import io.masterha.manager.topology.FenceCertificate;
import io.masterha.manager.topology.FenceCertificate.Strength;
import io.masterha.manager.topology.ServerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps the failed source from being written to, by every rung that is there, and collects the evidence. */
public final class Fence {
    private static final int PROCEED = 10;

    private static final String NO_SCRIPT = "no script";

    private final World world;
    private final Facts facts;

    /** What the fence found out beside the certificate: whether the failed source's host answers over SSH. */
    public record Outcome(FenceCertificate certificate, boolean hostAnswers) {}

    /** @param facts the journal: what is taken off the failed source is written down first */
    public Fence(World world, Facts facts) {
        this.world = world;
        this.facts = facts;
    }

    /** Whether the application's address was taken off the failed source, or may have been. */
    static boolean hasTakenAddress(Facts facts) {
        return facts.text(Facts.ADDRESS_TAKEN)
                .filter(text -> !text.equals(NO_SCRIPT))
                .isPresent();
    }

    /** Stands in a plan that is only looked at. */
    static FenceCertificate noCertificate(ServerId server) {
        return new FenceCertificate(server, Strength.NONE, List.of("only a preview"));
    }

    /**
     * Brings the failed source down, then calls MHA's scripts.
     *
     * @throws Problem if a script says that the failover must not go on
     */
    public Outcome raise(ServerId failed) {
        List<String> evidence = new ArrayList<>();
        Strength strength = overSsh(failed, evidence);
        boolean hostAnswers = strength == Strength.PROVED_DOWN;
        facts.put(Facts.ADDRESS_TAKEN, "being taken off " + failed);
        HookOutcome address = world.hooks().releaseAddress(failed, hostAnswers);
        if (address.kind() == HookOutcome.Kind.NOT_CONFIGURED) {
            facts.put(Facts.ADDRESS_TAKEN, NO_SCRIPT);
        }
        strength = stronger(strength, heed("master_ip_failover_script", address, evidence), Strength.ADDRESS_RELEASED);
        HookOutcome power = world.hooks().shutDown(failed, hostAnswers);
        strength = stronger(strength, heed("shutdown_script", power, evidence), Strength.SHUT_DOWN_BY_SCRIPT);
        if (power.isDone()) {
            hostAnswers = hostAnswers && strength == Strength.PROVED_DOWN && stillAnswers(failed);
        }
        FenceCertificate certificate = new FenceCertificate(failed, strength, evidence);
        if (strength == Strength.NONE) {
            world.story()
                    .warn("fence", Optional.of(failed), "nothing proves that it cannot be written to: " + evidence);
        } else {
            world.story().tell("fence", Optional.of(failed), strength + ": " + String.join("; ", evidence));
        }
        return new Outcome(certificate, hostAnswers);
    }

    /**
     * Kills the server over SSH. A host that does not answer proves nothing and is left to the other rungs; a host that
     * answers and still shows the server forbids to go on.
     */
    private Strength overSsh(ServerId failed, List<String> evidence) {
        try {
            evidence.add(world.hosts().bringDown(failed, world.limits().fence()));
            return Strength.PROVED_DOWN;
        } catch (Problem problem) {
            if (problem.code() == HostError.HOST_UNREACHABLE) {
                return unproved(failed, problem, evidence);
            }
            HostSight sight = world.hosts().look(failed, world.limits().sshLook());
            switch (sight.kind()) {
                case PRESENT, CLOSED ->
                    throw Problem.of(AppError.SOURCE_ALIVE, failed + " still runs and could not be brought down")
                            .why(problem.getMessage() + "; its host shows: " + sight.detail())
                            .next("kill it on its host and keep it down, then start the failover again");
                case CRASHED, STOPPED -> {
                    evidence.add("seen down: " + sight.detail() + ", but not held down: " + problem.getMessage());
                    return Strength.PROVED_DOWN;
                }
                case NO_ANSWER -> {
                    return unproved(failed, problem, evidence);
                }
            }
            throw new AssertionError(sight);
        }
    }

    private Strength unproved(ServerId failed, Problem problem, List<String> evidence) {
        evidence.add("over SSH: " + problem.getMessage());
        world.story().warn("fence", Optional.of(failed), "not proved down: " + problem.sentence());
        return Strength.NONE;
    }

    private boolean stillAnswers(ServerId failed) {
        return switch (world.hosts().look(failed, world.limits().sshLook()).kind()) {
            case NO_ANSWER -> false;
            case PRESENT, CLOSED, CRASHED, STOPPED -> true;
        };
    }

    private static Strength stronger(Strength now, boolean vouches, Strength offered) {
        return vouches && offered.compareTo(now) > 0 ? offered : now;
    }

    private static boolean heed(String script, HookOutcome outcome, List<String> evidence) {
        return switch (outcome.kind()) {
            case NOT_CONFIGURED -> false;
            case DONE -> {
                evidence.add(script + " succeeded");
                yield true;
            }
            case OTHER -> {
                if (outcome.exitCode() != PROCEED) {
                    throw Problem.of(StepError.HOOK_REFUSED, script + " failed while fencing")
                            .why(outcome.detail())
                            .next("mend the script or its cause, then start the failover again");
                }
                evidence.add(script + " exited 10: go on");
                yield script.equals("shutdown_script");
            }
        };
    }
}
