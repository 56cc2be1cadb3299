package io.masterha.manager.topology;

import io.masterha.binlog.gtid.GtidSet;
import java.util.Collection;

/** Finds transactions that a replica has executed and that never came from its source. */
public final class Divergence {
    private Divergence() {}

    /**
     * What is executed and nowhere known.
     *
     * @param executed what the replica has executed; empty without GTIDs
     * @param known sets of the source, of what was received from it, of other replicas
     * @return in the server's notation; empty if there is nothing
     */
    public static String extra(String executed, Collection<String> known) {
        GtidSet left = GtidSet.parse(executed);
        for (String set : known) {
            if (!set.isBlank()) {
                left = left.minus(GtidSet.parse(set));
            }
        }
        return left.toString();
    }
}
