package io.masterha.manager.topology;

import java.util.Locale;

/** State of a replica's applier as far as planning needs it. */
public enum Applier {
    RUNNING,
    /** Stopped without an error: it can be started. */
    STOPPED,
    /** Stopped by an error: what it has received cannot be executed. */
    BROKEN;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
