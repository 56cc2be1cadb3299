package io.masterha.manager.app.check;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.ReplicationAccount;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.topology.ServerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** The account with which replicas follow is there, may replicate and has the right password, on whoever may be source. */
final class ReplicationAccountCheck implements Check {
    @Override
    public void look(Seen seen, Found found) {
        String usual = seen.replicas().values().stream()
                .map(ReplicationStatus::user)
                .filter(user -> !user.isEmpty())
                .findFirst()
                .orElse("");
        List<Callable<Optional<Problem>>> jobs = new ArrayList<>();
        seen.replicas().keySet().stream()
                .filter(seen::mayBecomeSource)
                .forEach(id -> jobs.add(() -> {
                    look(seen, id, usual, found);
                    return Optional.empty();
                }));
        seen.world().workers().all(jobs);
    }

    private static void look(Seen seen, ServerId id, String usual, Found found) {
        ReplicationAccount account;
        try {
            account = seen.world().servers().session(id).replicationAccount(usual);
        } catch (Problem problem) {
            found.problem(id, problem);
            return;
        }
        String user = "'" + account.user() + "'@'...'";
        String grant = "GRANT " + PrivilegeTable.TO_REPLICATE + " ON *.* TO " + user;
        String what = id + ": replicas could not follow it as " + account.user();
        switch (account.fitness()) {
            case FITS -> found.fact(id + ": replication account " + account.detail());
            case MISSING ->
                found.problem(id, what, account.detail(), "CREATE USER " + user + " on the source, and " + grant);
            case NOT_GRANTED -> found.problem(id, what, account.detail(), grant + " on the source");
            case WRONG_PASSWORD ->
                found.problem(
                        id, what, account.detail(), "mend repl_password in the configuration, or ALTER USER " + user);
            case NOT_READABLE ->
                found.warn(id + ": whether " + account.user()
                        + " may replicate could not be checked: " + account.detail()
                        + "; GRANT SELECT ON mysql.user to the manager's account");
        }
    }
}
