package io.masterha.manager.plan;

import io.masterha.manager.topology.FenceCertificate.Strength;
import java.util.Locale;

/** How strongly it must be proved that the failed source cannot be written to, before another server is opened. */
public enum FencePolicy {
    /** Its host shows that it is down, or {@code shutdown_script} says that it was switched off; else nothing is opened. */
    STRICT,
    /** What can be done is done, and what could not be proved is told: MHA's rule. */
    BEST_EFFORT;

    /** What the certificate must reach before another server is opened. */
    public Strength demanded() {
        return this == STRICT ? Strength.VOUCHED : Strength.NONE;
    }

    /** As it stands in a configuration file. */
    public static FencePolicy named(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
