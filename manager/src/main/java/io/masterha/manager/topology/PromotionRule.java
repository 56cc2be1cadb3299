package io.masterha.manager.topology;

import java.util.Locale;

/** What the operator wants of a replica when a new source is chosen. */
public enum PromotionRule {
    /** {@code candidate_master=1}. */
    PREFER,
    NEUTRAL,
    /** {@code no_master=1}. */
    NEVER;

    /** As it stands in the text form of a topology. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
