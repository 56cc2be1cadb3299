package io.masterha.manager.detect;

import java.util.List;
import java.util.function.BiPredicate;

/**
 * Decides whether a cluster whose source is dead fails over now, by how the other clusters of the same manager fare: a
 * manager that sees many of them die together is itself the likeliest thing to be broken.
 *
 * @param atOnce how many failovers may run at the same time, at least 1 ({@code --max_failovers_at_once})
 * @param massPercent more than so many of 100 watched clusters that look dead together are none that are believed
 *     ({@code --mass_failure_percent})
 */
public record Brake(int atOnce, int massPercent) {
    /** What the cluster that asks does. */
    public enum Kind {
        /** It fails over now. */
        GO,
        /** It waits until one of the failovers that run has ended. */
        TURN,
        /** It waits a moment, to see how many there are. */
        COUNT,
        /** Nobody begins a failover: the manager suspects itself. */
        MASS
    }

    /**
     * How things stand when a cluster asks.
     *
     * @param watched clusters that are watched, those that look dead included
     * @param silent those of them that look dead: silent, waiting for their failover, or failing over; with the one that asks
     * @param running failovers that run
     * @param before clusters that asked earlier and wait still
     * @param counted whether the cluster that asks has waited long enough for others to be noticed
     */
    public record Scene(int watched, int silent, int running, int before, boolean counted) {}

    /** The answer, with the sentence for the operator. */
    public record Answer(Kind kind, String rule, String because) {}

    private record Row(String rule, Kind kind, BiPredicate<Brake, Scene> matches, String because) {}

    /** First match wins. One dead cluster of three is more than 30 percent, and no mass: it takes two. */
    private static final List<Row> ROWS = List.of(
            new Row(
                    "mass",
                    Kind.MASS,
                    (brake, scene) -> scene.silent() >= 2 && brake.isMore(scene, 1),
                    "more clusters look dead together than may be believed: the manager suspects itself, its host or its"
                            + " network; no failover begins until there are fewer"),
            new Row(
                    "count",
                    Kind.COUNT,
                    (brake, scene) -> scene.silent() >= 2 && !scene.counted() && brake.isMore(scene, 2),
                    "many clusters look dead together: a moment is waited, to see how many there are"),
            new Row(
                    "turn",
                    Kind.TURN,
                    (brake, scene) -> scene.running() + scene.before() >= brake.atOnce(),
                    "as many failovers run already, or wait for their turn, as may run at the same time"),
            new Row("go", Kind.GO, (brake, scene) -> true, "nothing stands against it"));

    /** Whether the silent ones are more than the percentage, each of them counted so many times; at 100 it is switched off. */
    private boolean isMore(Scene scene, long weight) {
        return massPercent < 100 && scene.silent() * 100L * weight > (long) massPercent * scene.watched();
    }

    /** For a failover that was begun before and goes on: it waits for its turn only. */
    public Brake forUnfinished() {
        return new Brake(atOnce, 100);
    }

    public Answer judge(Scene scene) {
        Row row = ROWS.stream()
                .filter(r -> r.matches().test(this, scene))
                .findFirst()
                .orElseThrow();
        String figures = row.kind() == Kind.TURN
                ? " (" + scene.running() + " running, " + scene.before() + " before this one, at most " + atOnce
                        + ": --max_failovers_at_once)"
                : " (" + scene.silent() + " of " + scene.watched() + ", at most " + massPercent
                        + " %: --mass_failure_percent)";
        return new Answer(row.kind(), row.rule(), row.because() + (row.kind() == Kind.GO ? "" : figures));
    }

    /** Whether this is a mass failure, whoever asks. */
    public boolean isMass(Scene scene) {
        return judge(scene).kind() == Kind.MASS;
    }
}
