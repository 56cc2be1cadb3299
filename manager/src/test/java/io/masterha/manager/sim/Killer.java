package io.masterha.manager.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Kills the manager before or after its n-th effect, and makes effects fail at random. */
public final class Killer {
    /** The manager is dead: nothing of ours may catch this. */
    public static final class ManagerKilled extends Error {
        private static final long serialVersionUID = 1L;

        ManagerKilled(String at) {
            super(at, null, false, false);
        }
    }

    private final Random random;
    private final double failureRate;
    private final List<String> trace = new ArrayList<>();
    private int killAt;
    private boolean killAfter;
    private boolean dead;
    private int effects;
    private Consumer<String> watcher = name -> {};

    public Killer(Random random, double failureRate) {
        this.random = random;
        this.failureRate = failureRate;
        this.killAt = Integer.MAX_VALUE;
    }

    public void killAt(int effect, boolean after) {
        killAt = effect;
        killAfter = after;
        dead = false;
        effects = 0;
    }

    public void neverAgain() {
        killAt(Integer.MAX_VALUE, false);
    }

    public int effects() {
        return effects;
    }

    public List<String> trace() {
        return trace;
    }

    /** Told of every effect before it happens; what it does then belongs to the world, not to the manager. */
    public void watchedBy(Consumer<String> witness) {
        watcher = witness;
    }

    /** Called around every effect; {@code name} is for the trace. */
    public void before(String name) {
        watcher.accept(name);
        if (dead) {
            throw new ManagerKilled("after death: " + name);
        }
        effects++;
        trace.add(effects + " " + name);
        if (effects == killAt && !killAfter) {
            die("before " + name);
        }
    }

    public void after(String name) {
        if (effects == killAt && killAfter) {
            die("after " + name);
        }
    }

    boolean fails() {
        return random.nextDouble() < failureRate;
    }

    private void die(String where) {
        dead = true;
        trace.add("KILLED " + where);
        throw new ManagerKilled(where);
    }
}
