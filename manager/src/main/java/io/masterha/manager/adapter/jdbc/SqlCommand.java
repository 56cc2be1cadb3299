package io.masterha.manager.adapter.jdbc;

/**
 * A statement to run.
 *
 * @param text what the server gets
 * @param shown the same without secrets, for logs and problems
 */
record SqlCommand(String text, String shown) {
    static SqlCommand of(String text) {
        return new SqlCommand(text, text);
    }

    @Override
    public String toString() {
        return shown;
    }
}
