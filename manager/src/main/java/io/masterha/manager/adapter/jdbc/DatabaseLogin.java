package io.masterha.manager.adapter.jdbc;

/** An account of a database server; its text form hides the password. */
public record DatabaseLogin(String user, String password) {
    @Override
    public String toString() {
        return user + "/***";
    }
}
