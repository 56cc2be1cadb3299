package io.masterha.manager.adapter.jdbc;

import java.sql.SQLException;

/**
 * A statement to run.
 *
 * @param text what the server gets
 * @param shown the same without secrets, or shorter, for logs and problems
 * @param hasSecret whether a secret is in the text
 */
record SqlCommand(String text, String shown, boolean hasSecret) {
    private static final int SYNTAX_ERROR = 1064;

    static SqlCommand of(String text) {
        return new SqlCommand(text, text, false);
    }

    /** One that is shown with fewer words. */
    static SqlCommand shortened(String text, String shown) {
        return new SqlCommand(text, shown, false);
    }

    /** @param shown the text with stars for the secrets; equal to it if there is none */
    static SqlCommand masked(String text, String shown) {
        return new SqlCommand(text, shown, !text.equals(shown));
    }

    /** What a server says that failed with it; one that does not understand a statement repeats a part, cut off anywhere. */
    String wordsOf(SQLException failure) {
        return hasSecret && failure.getErrorCode() == SYNTAX_ERROR
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
