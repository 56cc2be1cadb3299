package io.masterha.manager.app.rejoin;

import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.app.CloneAdvice;
import io.masterha.manager.app.World;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.execute.RejoinReport.Outcome;
import io.masterha.manager.step.Facts;
import io.masterha.manager.topology.ServerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is left for a human after a rejoin, as commands and statements to type. */
final class RejoinAdvice {
    private final World world;
    private final Journal journal;

    RejoinAdvice(World world, Journal journal) {
        this.world = world;
        this.journal = journal;
    }

    /** @param obstacle why what only it has was not taken back; empty text if it was, or if there was nothing */
    List<String> next(ServerId server, ServerId source, Outcome outcome, String obstacle) {
        String again = "masterha-rejoin --conf=FILE --server=" + server;
        List<String> next = new ArrayList<>();
        Optional<SavedLog> own = journal.savedLog(Facts.OWN);
        own.filter(log -> !log.path().isEmpty())
                .ifPresent(log -> next.add("what only " + server + " had is kept on its host in " + log.path()
                        + "; as rows: masterha-loss, see masterha-loss --help"));
        switch (outcome) {
            case ATTACHED, REWOUND ->
                next.add("keep read_only=1 in the configuration of " + server
                        + ": it would take writes after a restart");
            case REPORTED -> next.add(again + " makes it a replica of " + source + ", if it has nothing more");
            case QUARANTINED -> {
                if (!obstacle.isEmpty()) {
                    next.add("it was not rewound: " + obstacle);
                }
                next.addAll(new CloneAdvice(world).commands(server, source));
            }
            case FAILED -> next.add("mend the cause, then " + again + "; journal: " + journal.location());
        }
        return next;
    }
}
