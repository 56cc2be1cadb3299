package io.masterha.manager.adapter.jdbc;

import io.masterha.binlog.Problem;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Asks one server in one message for everything that its status tells, and remembers which variables it knows. */
final class StatusQuestion {
    /** ER_UNKNOWN_SYSTEM_VARIABLE, of MySQL and MariaDB. */
    private static final int UNKNOWN_VARIABLE = 1193;

    private final Wire wire;
    private final Supplier<Dialect> dialect;
    private final ReplicationRow replication;
    /** Those that this server knows, of those that a status tells. */
    private volatile List<String> known = List.of();

    /**
     * What a server answered.
     *
     * @param variables by name
     * @param replication its replication status; empty if it is no replica
     * @param binlogEnd where its binary log ends; without columns if it writes none
     * @param gtids the executed GTIDs
     */
    record Answer(Row variables, Optional<Row> replication, Row binlogEnd, String gtids) {}

    StatusQuestion(Wire wire, Supplier<Dialect> dialect, ReplicationRow replication) {
        this.wire = wire;
        this.dialect = dialect;
        this.replication = replication;
    }

    Answer ask() {
        return behind(List.of(), wire.statementLimit());
    }

    /** Gives an order, and asks behind it in the same message; an order that may be given twice. */
    Answer behind(SqlCommand order, Duration limit) {
        return behind(List.of(order), limit);
    }

    private Answer behind(List<SqlCommand> orders, Duration limit) {
        Dialect words = dialect.get();
        List<SqlCommand> commands = new ArrayList<>(orders);
        // The replication status first: what is executed can only have grown when it is read after what is received.
        commands.add(SqlCommand.of(words.showReplicaStatus()));
        commands.add(SqlCommand.of(words.showBinlogEnd()));
        commands.add(SqlCommand.of(words.askExecutedGtids()));
        List<List<Row>> answers = withVariables(commands, limit);
        int status = 1 + orders.size();
        return new Answer(
                Row.first(answers.get(0)),
                replication.of(answers.get(status)),
                Row.first(answers.get(status + 1)),
                Row.first(answers.get(status + 2)).text("gtids"));
    }

    /** The variables alone. */
    Row variables() {
        return Row.first(withVariables(List.of(), wire.statementLimit()).get(0));
    }

    /** The first time the server is asked which of them it knows, which it answers by looking at all that it has. */
    private List<List<Row>> withVariables(List<SqlCommand> others, Duration limit) {
        if (!known.isEmpty()) {
            try {
                return wire.runAll(begunWith(Dialect.askVariables(known), others), limit);
            } catch (Problem problem) {
                if (!isUnknownVariable(problem)) {
                    throw problem;
                }
                // Another version was started there meanwhile.
            }
        }
        List<List<Row>> answers = wire.runAll(begunWith(Dialect.showVariables(), others), limit);
        Map<String, String> values = new HashMap<>();
        for (Row row : answers.get(0)) {
            values.put(row.text("Variable_name"), row.text("Value"));
        }
        known = List.copyOf(values.keySet());
        answers.set(0, List.of(new Row(values)));
        return answers;
    }

    private static boolean isUnknownVariable(Problem problem) {
        return problem.getCause() instanceof SQLException refused && refused.getErrorCode() == UNKNOWN_VARIABLE;
    }

    private static List<SqlCommand> begunWith(SqlCommand first, List<SqlCommand> others) {
        List<SqlCommand> commands = new ArrayList<>(List.of(first));
        commands.addAll(others);
        return commands;
    }
}
