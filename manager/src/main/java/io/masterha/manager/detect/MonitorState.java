package io.masterha.manager.detect;

/** Where the watch over the source stands. */
public enum MonitorState {
    /** The source is fine as far as anybody knows. */
    WATCHING,
    /** The source did not answer; evidence is being gathered. */
    SUSPECTING,
    /** Patience is over; everything is asked once more, fresh. */
    CONFIRMING,
    /** The source is dead. Final: a server that comes back later does not revive it. */
    DEAD
}
