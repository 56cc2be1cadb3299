package io.masterha.manager.report;

/**
 * One condition that an operation has to meet, in the order in which it meets them.
 *
 * @param name what it is about
 * @param needed what has to be there
 * @param seen what was seen; empty if nothing yet
 * @param state whether it was passed
 */
public record Gate(String name, String needed, String seen, State state) {
    /** How a gate stands. */
    public enum State {
        PASSED,
        /** It is what stopped the operation. */
        CLOSED,
        /** Nobody came as far as this. */
        AHEAD
    }

    public static Gate passed(String name, String needed, String seen) {
        return new Gate(name, needed, seen, State.PASSED);
    }

    public static Gate closed(String name, String needed, String seen) {
        return new Gate(name, needed, seen, State.CLOSED);
    }

    public static Gate ahead(String name, String needed, String seen) {
        return new Gate(name, needed, seen, State.AHEAD);
    }
}
