package io.masterha.manager.app.check;

import io.masterha.manager.port.Readiness;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.topology.ServerId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The manager's account may do on every server what a failover will do there. */
final class PrivilegesCheck implements Check {
    @Override
    public void look(Seen seen, Found found) {
        seen.readiness().forEach((id, account) -> {
            ServerStatus status = Optional.ofNullable(seen.statuses().get(id)).orElseThrow();
            globals(id, status, account, found);
            if (!account.unreadable().isEmpty()) {
                found.problem(
                        id,
                        id + ": the manager's account " + account.account()
                                + " may not read what applying a diff needs",
                        String.join("; ", account.unreadable()),
                        "GRANT SELECT ON performance_schema.* TO " + quoted(account.account()));
            }
        });
    }

    private static void globals(ServerId id, ServerStatus status, Readiness account, Found found) {
        List<PrivilegeTable.Need> lacking = PrivilegeTable.lacking(status.version(), account);
        if (lacking.isEmpty()) {
            return;
        }
        String names =
                lacking.stream().map(need -> need.anyOf().get(0)).distinct().collect(Collectors.joining(", "));
        String why = lacking.stream()
                .map(need -> "without " + String.join(" or ", need.anyOf()) + " it cannot " + need.purpose())
                .collect(Collectors.joining("; "));
        found.problem(
                id,
                id + ": the manager's account " + account.account() + " lacks " + names,
                why,
                "GRANT " + names + " ON *.* TO " + quoted(account.account()));
    }

    /** {@code masterha@10.0.0.%} as SQL has it. */
    static String quoted(String account) {
        int at = account.lastIndexOf('@');
        return "'" + account.substring(0, at) + "'@'" + account.substring(at + 1) + "'";
    }
}
