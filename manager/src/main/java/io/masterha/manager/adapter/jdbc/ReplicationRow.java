package io.masterha.manager.adapter.jdbc;

import io.masterha.binlog.Problem;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What a server says of its replication, asked anew each time, and what is remembered of the first answer. */
final class ReplicationRow {
    private final DatabaseTarget target;
    private final Wire wire;
    private final Supplier<Dialect> dialect;
    private final ReplicaHabits habits;
    private Optional<ReplicationTls> tls = Optional.empty();
    private volatile Optional<Row> last = Optional.empty();

    ReplicationRow(DatabaseTarget target, Wire wire, Supplier<Dialect> dialect, ReplicaHabits habits) {
        this.target = target;
        this.wire = wire;
        this.dialect = dialect;
        this.habits = habits;
    }

    /** @throws Problem if there are several channels */
    Optional<Row> read() {
        return of(wire.run(question(), wire.statementLimit()));
    }

    SqlCommand question() {
        return SqlCommand.of(dialect.get().showReplicaStatus());
    }

    /** The same of an answer to the question. */
    Optional<Row> of(List<Row> answer) {
        List<Row> rows = answer.stream()
                .filter(row -> !row.text("Source_Host", "Master_Host").isEmpty())
                .toList();
        if (rows.size() > 1) {
            throw Problem.of(
                            DatabaseError.UNSUPPORTED_REPLICATION,
                            target.id() + " replicates over " + rows.size() + " channels")
                    .why("masterha handles one channel for each replica")
                    .next("remove all channels but one, or take the server out of the configuration");
        }
        if (!rows.isEmpty() && tls.isEmpty()) {
            // Kept from the first reading: applying a diff points the replica at an unencrypted loopback source.
            tls = Optional.of(ReplicationTls.from(rows.get(0)));
            habits.saw(rows.get(0));
        }
        last = rows.stream().findFirst();
        return last;
    }

    /** As it was when the server was last asked; it is asked if it never was, or was no replica then. */
    Optional<Row> known() {
        return last.isPresent() ? last : read();
    }

    String channel() {
        return channel(known());
    }

    static String channel(Optional<Row> row) {
        return row.map(found -> found.text("Channel_Name", "Connection_name")).orElse("");
    }

    /** The host of its source as it was configured, or as other replicas have it. */
    String sourceHost(Optional<Row> row) {
        return row.map(found -> found.text("Source_Host", "Master_Host")).orElseGet(habits::sourceHost);
    }

    Optional<ReplicationTls> tls() {
        return tls.or(habits::tls);
    }
}
