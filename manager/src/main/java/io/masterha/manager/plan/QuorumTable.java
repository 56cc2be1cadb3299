package io.masterha.manager.plan;

import java.util.List;
import java.util.function.Predicate;

/**
 * Decides whether the manager sees enough of the cluster to replace the source; the first row that matches decides.
 *
 * <p>A manager on the small side of a cut sees what one sees whose source and most replicas died at once. It is told from
 * that only by what it can still ask.
 */
public final class QuorumTable {
    /**
     * What the manager sees right before it would fence the source.
     *
     * @param asked how many replicas that count answer it
     * @param counted how many count: in the configuration, without {@code ignore_fail=1}, not behind another replica
     * @param reachesHost whether the source's own host answers it: then there is no cut between them
     */
    public record View(int asked, int counted, boolean reachesHost) {
        public boolean isHalf() {
            return 2 * asked >= counted;
        }
    }

    /**
     * One row.
     *
     * @param when readable form of the condition, for the documents
     * @param goesOn whether the failover goes on
     * @param because the sentence for the operator
     */
    public record Row(String rule, String when, Matcher matches, boolean goesOn, String because) {}

    /** Whether a row is about what is seen. */
    @FunctionalInterface
    public interface Matcher {
        boolean test(View view, QuorumPolicy policy);
    }

    private static final List<Row> ROWS = List.of(
            row("enough", "half of the replicas or more answer", View::isHalf, true, "enough replicas answer"),
            row(
                    "beside-the-source",
                    "the source's host answers",
                    View::reachesHost,
                    true,
                    "few replicas answer, but the source's own host does: the manager is not cut off from it"),
            new Row(
                    "not-asked-for",
                    "`quorum=none`",
                    (view, policy) -> policy == QuorumPolicy.NONE,
                    true,
                    "few replicas answer, and neither does the source's host: the manager may be on the wrong side of a"
                            + " cut; quorum=none goes on"),
            row(
                    "too-few",
                    "otherwise",
                    view -> true,
                    false,
                    "few replicas answer, and neither does the source's host: the manager may be on the wrong side of a"
                            + " cut"));

    private QuorumTable() {}

    private static Row row(String rule, String when, Predicate<View> matches, boolean goesOn, String because) {
        return new Row(rule, when, (view, policy) -> matches.test(view), goesOn, because);
    }

    /** All rows in order, for the documents and the tests. */
    public static List<Row> rows() {
        return ROWS;
    }

    public static Row judge(View view, QuorumPolicy policy) {
        return ROWS.stream()
                .filter(row -> row.matches().test(view, policy))
                .findFirst()
                .orElseThrow();
    }
}
