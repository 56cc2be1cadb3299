package io.masterha.manager.app.rejoin;

import java.util.Locale;

/** How far a rejoin may go by itself; each one includes those before it. */
public enum RejoinPolicy {
    /** Makes the server read-only and tells. */
    REPORT,
    /** Makes it a replica if it has nothing that the source lacks. */
    ATTACH,
    /** Also takes back what only it has. */
    REWIND;

    /** By the value of the key {@code rejoin}. */
    public static RejoinPolicy named(String value) {
        return valueOf(value.toUpperCase(Locale.ROOT));
    }
}
