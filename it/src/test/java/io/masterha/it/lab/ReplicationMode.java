package io.masterha.it.lab;

import java.util.Locale;

/** How replicas know where to go on: by file and position, or by GTID. */
public enum ReplicationMode {
    POSITION,
    GTID;

    /** Reads {@code gtid} or {@code position}, as in {@code make it MODE=gtid}. */
    public static ReplicationMode parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
