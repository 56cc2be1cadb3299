package io.masterha.manager.adapter.jdbc;

import java.sql.SQLException;

/**
 * A statement to run.
 *
 * @param text what the server gets
 * @param shown the same without secrets, for logs and problems
 */
record SqlCommand(String text, String shown) {
    private static final int SYNTAX_ERROR = 1064;

    static SqlCommand of(String text) {
        return new SqlCommand(text, text);
    }

    /** What a server says that failed with it; one that does not understand a statement repeats a part, cut off anywhere. */
    String wordsOf(SQLException failure) {
        boolean hasSecrets = !text.equals(shown);
        return hasSecrets && failure.getErrorCode() == SYNTAX_ERROR
                ? "error " + SYNTAX_ERROR
                        + ": the server does not understand the statement; its words are left out, for"
                        + " they may repeat a password"
                : ConnectionFailure.words(failure);
    }

    @Override
    public String toString() {
        return shown;
    }
}
