package io.masterha.manager.port;

/**
 * One client's connection to a server.
 *
 * @param id its number there
 * @param account {@code user@host} as the server shows it
 * @param privileged whether its account may write although {@code read_only} is on
 * @param command what the server says it does: Query, Sleep, ...
 * @param seconds how long it has done that
 * @param writingSeconds age of its open transaction that has changed rows; -1 if it has none
 * @param statement the statement it runs, shortened; empty if none
 */
public record ClientSession(
        long id,
        String account,
        boolean privileged,
        String command,
        long seconds,
        long writingSeconds,
        String statement) {
    public boolean isIdle() {
        return command.equalsIgnoreCase("Sleep");
    }

    @Override
    public String toString() {
        return "connection " + id + " of " + account + " (" + command + " for " + seconds + " s"
                + (writingSeconds >= 0 ? ", transaction open for " + writingSeconds + " s" : "")
                + (statement.isEmpty() ? "" : ": " + statement) + ")";
    }
}
