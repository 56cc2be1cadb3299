package io.masterha.manager.plan;

import java.util.Locale;

/** What a failover may lose of what the failed source is known to have acknowledged. */
public enum LossPolicy {
    /** Nothing: a failover that cannot prove that refuses. */
    REFUSE,
    /** What can be named: positions or GTID set, transactions, bytes. */
    BOUNDED,
    /** Whatever is missing is told in the end: MHA's rule. */
    ACCEPT;

    /** As it stands in a configuration file. */
    public static LossPolicy named(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
