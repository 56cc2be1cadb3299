package io.masterha.it;

import io.masterha.it.lab.Flavour;
import io.masterha.it.lab.ReplicationMode;

/** What {@code make it V=… MODE=…} asks for. */
public final class Selected {
    private Selected() {}

    public static Flavour flavour() {
        return Flavour.parse(System.getProperty("lab.v", "mysql:9.7"));
    }

    public static ReplicationMode mode() {
        return ReplicationMode.parse(System.getProperty("lab.mode", "position"));
    }
}
