package io.masterha.node.rewind;

import io.masterha.binlog.Problem;
import io.masterha.node.NodeError;
import java.util.Collection;

/** Refusals: transactions are undone with certainty or not at all. */
final class Doubt {
    private Doubt() {}

    static Problem of(String why) {
        return Problem.of(NodeError.REWIND_REFUSED, "the transactions cannot be undone from their row images")
                .why(why)
                .next("keep the server apart and copy it anew; masterha-loss writes the archived rows as text");
    }

    static void requireNone(Collection<String> obstacles) {
        if (!obstacles.isEmpty()) {
            throw of(String.join("; ", obstacles));
        }
    }
}
