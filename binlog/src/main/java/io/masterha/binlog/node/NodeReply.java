package io.masterha.binlog.node;

import java.util.Map;

/**
 * The one line a node command prints on standard output.
 *
 * @param ok whether it did what it was asked
 * @param result the command's own answer as a JSON object; empty if not ok
 * @param problem the parts of a {@link io.masterha.binlog.Problem}: code, what, why, next, changed; empty if ok
 */
public record NodeReply(boolean ok, Map<String, Object> result, Map<String, String> problem) {
    public NodeReply {
        result = Map.copyOf(result);
        problem = Map.copyOf(problem);
    }
}
