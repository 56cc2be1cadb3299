package io.masterha.manager.app;

import io.masterha.binlog.BinlogPosition;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.step.Facts;
import io.masterha.manager.topology.ServerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is left for a human after a failover, as commands to type. */
final class NextSteps {
    private NextSteps() {}

    static List<String> after(Optional<ServerId> newSource, Map<ServerId, String> lost, String error, Journal journal) {
        List<String> next = new ArrayList<>();
        Optional<BinlogPosition> start = journal.position(Facts.START);
        if (newSource.isEmpty() && !error.isEmpty()) {
            next.add("no server was promoted: mend the cause, then start masterha-manager again with"
                    + " --ignore_last_failover: it confirms that the source is dead and plans afresh; journal: "
                    + journal.location());
            if (start.isEmpty() && journal.isUnfinished()) {
                journal.receiving()
                        .forEach(id -> next.add("START REPLICA on " + id + ", if the old source is to serve again"));
            }
            if (start.isPresent()) {
                next.add("if clients already write to the chosen server, its history went on at " + start.get());
            }
        }
        if (newSource.isPresent()) {
            for (ServerId id : lost.keySet()) {
                next.add("make " + id + " follow " + newSource.get() + ": restore it from a backup of the new source"
                        + ", or, if it is complete, point it at " + newSource.get()
                        + start.map(p -> " from " + p).orElse(""));
            }
        }
        return next;
    }
}
