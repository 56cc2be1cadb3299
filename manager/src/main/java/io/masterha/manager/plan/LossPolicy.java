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

    /**
     * Whether another server may be opened.
     *
     * @param nothing nothing is lost, and that is proved
     * @param hasBound what is lost can be named
     */
    public boolean allows(boolean nothing, boolean hasBound) {
        return switch (this) {
            case REFUSE -> nothing;
            case BOUNDED -> nothing || hasBound;
            case ACCEPT -> true;
        };
    }

    /** As it stands in a configuration file. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads what {@link #text} prints. */
    public static LossPolicy named(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
