package io.masterha.manager.execute;

import io.masterha.manager.step.Facts;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import java.util.Locale;

/** What a failover may have lost; every failover ends with one. */
public sealed interface LossVerdict {
    /** One clause: none, bounded or unknown, and why. */
    String sentence();

    /** The word for reports and scripts. */
    default String word() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** Nothing is lost, and this is how it is known. */
    record None(String how) implements LossVerdict {
        @Override
        public String sentence() {
            return "none: " + how;
        }
    }

    /**
     * Something may be lost, not more than this.
     *
     * @param cause why nobody can say that nothing is
     */
    record Bounded(String cause, Missing missing) implements LossVerdict {
        @Override
        public String sentence() {
            String unseen = missing.unseenWords();
            String known = missing.isKnown() ? "missing: " + missing.words() : "nothing that was seen is missing";
            return "bounded: " + cause + "; " + known
                    + (unseen.isEmpty()
                            ? ""
                            : missing.isKnown()
                                    ? ", and " + unseen
                                    : ", lost is at most " + unseen + " and did not send");
        }
    }

    /** It cannot be said. */
    record Unknown(String why) implements LossVerdict {
        @Override
        public String sentence() {
            return "unknown: " + why;
        }
    }

    /** Judges a failover whose new source has executed everything that was to be had, or will have. */
    static LossVerdict judge(Topology topology, Facts facts, ServerId newSource) {
        return new LossJudge(topology, facts, newSource).judge();
    }
}
