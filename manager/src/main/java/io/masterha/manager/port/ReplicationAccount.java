package io.masterha.manager.port;

/**
 * The account with which replicas would follow a server, as that server has it.
 *
 * @param user its name
 * @param fitness what is known of it
 * @param detail one clause for the operator, without secrets
 */
public record ReplicationAccount(String user, Fitness fitness, String detail) {
    /** What the check tells apart. */
    public enum Fitness {
        /** It is there and may replicate; its password is right, or cannot be tested from outside. */
        FITS,
        /** No account of this name. */
        MISSING,
        /** No account of this name may replicate. */
        NOT_GRANTED,
        /** Its password is another one than {@code repl_password}. */
        WRONG_PASSWORD,
        /** The manager's account may not read {@code mysql.user}. */
        NOT_READABLE
    }
}
