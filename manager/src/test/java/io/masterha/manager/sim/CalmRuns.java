package io.masterha.manager.sim;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.failover.Failover;
import io.masterha.manager.execute.FailoverReport;
import io.masterha.manager.execute.Workers;
import io.masterha.manager.plan.FailoverPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Clusters in which nothing fails but what a test makes fail, and failovers of them. */
final class CalmRuns {
    static final Workers ONE_AFTER_THE_OTHER = Workers.sideBySide(1);

    private CalmRuns() {}

    static List<Scenario> scenarios(int seeds) {
        List<Scenario> scenarios = new ArrayList<>();
        for (long seed = 1; seed <= seeds; seed++) {
            calm(seed).ifPresent(scenarios::add);
        }
        return scenarios;
    }

    static Optional<Scenario> calm(long seed) {
        Scenario scenario = Scenario.of(seed);
        scenario.world.killer.neverAgain();
        scenario.world.demandsProof = false;
        scenario.world.hasPowerScript = false;
        boolean isUsual = scenario.failureRate == 0 && !scenario.world.hasRestarted();
        return isUsual ? Optional.of(scenario) : Optional.empty();
    }

    /**
     * Clusters whose failover was killed after the first effect with a fitting name; those without one are left out. The
     * next run is not killed.
     */
    static List<Scenario> killedAfter(Predicate<String> effect, int seeds) {
        List<Scenario> killed = new ArrayList<>();
        for (long seed = 1; seed <= seeds; seed++) {
            killedAfter(effect, seed).ifPresent(killed::add);
        }
        return killed;
    }

    /** One of them; empty if it has no such effect. */
    static Optional<Scenario> killedAfter(Predicate<String> effect, long seed) {
        Optional<Scenario> trial = calm(seed);
        if (trial.isEmpty()) {
            return Optional.empty();
        }
        run(trial.get());
        Optional<Integer> number = trial.get().world.killer.trace().stream()
                .filter(line -> effect.test(line.substring(line.indexOf(' ') + 1)))
                .map(line -> Integer.parseInt(line.substring(0, line.indexOf(' '))))
                .findFirst();
        if (number.isEmpty()) {
            return Optional.empty();
        }
        Scenario scenario = Scenario.of(seed);
        scenario.world.demandsProof = false;
        scenario.world.hasPowerScript = false;
        scenario.world.killer.killAt(number.get(), true);
        if (!isKilled(scenario)) {
            throw new AssertionError("seed " + seed + " was not killed at effect " + number.get());
        }
        scenario.world.managerDied();
        scenario.world.killer.neverAgain();
        return Optional.of(scenario);
    }

    static boolean isKilled(Scenario scenario) {
        try {
            run(scenario);
            return false;
        } catch (Killer.ManagerKilled killed) {
            return true;
        }
    }

    static FailoverReport run(Scenario scenario) {
        return run(scenario, FailoverPolicy.USUAL);
    }

    static FailoverReport run(Scenario scenario, FailoverPolicy policy) {
        return failover(scenario, policy).run(scenario.dead);
    }

    static Failover failover(Scenario scenario, FailoverPolicy policy) {
        return new Failover(scenario.world.world(ONE_AFTER_THE_OTHER), scenario.cluster, policy);
    }

    static void failIf(boolean wanted, String name) {
        if (wanted) {
            throw Problem.of(SimWorld.SimError.INJECTED, name + " failed");
        }
    }
}
