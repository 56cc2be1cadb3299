package io.masterha.manager.plan;

import java.util.Locale;

/** How many replicas must answer the manager before it replaces a source of which it sees nothing. */
public enum QuorumPolicy {
    /** At least half of those that count: with fewer the manager may sit on the wrong side of a cut. */
    HALF,
    /** Those that answer are enough: the rule for configurations that MHA could have read. */
    NONE;

    /** What holds where nothing is said. */
    public static QuorumPolicy usual(FencePolicy fence) {
        return fence == FencePolicy.STRICT ? HALF : NONE;
    }

    /** As it stands in a configuration file. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads what {@link #text} prints. */
    public static QuorumPolicy named(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
