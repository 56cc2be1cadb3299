package io.masterha.manager.adapter.jdbc;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.ReplicationAccount;
import io.masterha.manager.port.ReplicationAccount.Fitness;
import java.util.List;
import java.util.Optional;

/**
 * Looks the replication account up in {@code mysql.user}, as MHA does, and compares its password with the stored hash.
 *
 * <p>A login would need a host from which the account may come, and one that fails may lock the account.
 */
final class AccountReader {
    private final Wire wire;

    AccountReader(Wire wire) {
        this.wire = wire;
    }

    /** @param login as configured; empty if replicas keep the account that they have */
    ReplicationAccount read(Optional<DatabaseLogin> login, String usual) {
        String user =
                login.map(DatabaseLogin::user).filter(name -> !name.isEmpty()).orElse(usual);
        List<Row> rows;
        try {
            // All columns: their names differ from version to version.
            rows = wire.run("SELECT * FROM mysql.user WHERE User = " + Dialect.literal(user));
        } catch (Problem problem) {
            return new ReplicationAccount(user, Fitness.NOT_READABLE, problem.why());
        }
        if (rows.isEmpty()) {
            return new ReplicationAccount(user, Fitness.MISSING, "mysql.user has no such user");
        }
        List<Row> granted =
                rows.stream().filter(row -> row.isOn("Repl_slave_priv")).toList();
        if (granted.isEmpty()) {
            return new ReplicationAccount(user, Fitness.NOT_GRANTED, names(user, rows) + " has no REPLICATION SLAVE");
        }
        Optional<String> password = login.map(DatabaseLogin::password).filter(text -> !text.isEmpty());
        if (password.isEmpty()) {
            return new ReplicationAccount(user, Fitness.FITS, names(user, granted) + ", no repl_password to compare");
        }
        List<PasswordHash.Answer> answers = granted.stream()
                .map(row -> PasswordHash.of(row).compare(password.get()))
                .toList();
        if (answers.contains(PasswordHash.Answer.RIGHT)) {
            return new ReplicationAccount(user, Fitness.FITS, names(user, granted) + ", password as stored");
        }
        return answers.contains(PasswordHash.Answer.UNKNOWN)
                ? new ReplicationAccount(user, Fitness.FITS, names(user, granted) + ", password not tested")
                : new ReplicationAccount(
                        user, Fitness.WRONG_PASSWORD, "repl_password is not that of " + names(user, granted));
    }

    private static String names(String user, List<Row> rows) {
        return String.join(
                ", ", rows.stream().map(row -> user + "@" + row.text("Host")).toList());
    }
}
