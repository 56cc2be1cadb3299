package io.masterha.manager.port;

/**
 * What came back from a ping.
 *
 * @param kind what kind of answer it was
 * @param detail the server's or the driver's own words, without secrets; empty if it simply answered
 */
public record PingAnswer(Kind kind, String detail) {
    /** The answers that detection tells apart. */
    public enum Kind {
        /** The server did what was asked. */
        ANSWERED,
        /** The server answered, and a row that was to be written was not written in time, or could not be. */
        CANNOT_WRITE,
        /** The server spoke, but turned us away: too many connections, access denied, TLS or plugin trouble. */
        TURNED_AWAY,
        /** The connection was refused or reset: nobody listens there, or not any more. */
        REFUSED,
        /** Nothing came back within the limit. */
        SILENT
    }

    public boolean isSignOfLife() {
        return kind == Kind.ANSWERED || kind == Kind.CANNOT_WRITE || kind == Kind.TURNED_AWAY;
    }
}
