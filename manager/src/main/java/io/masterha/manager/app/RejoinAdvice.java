package io.masterha.manager.app;

import io.masterha.manager.execute.Journal;
import io.masterha.manager.execute.RejoinReport.Outcome;
import io.masterha.manager.topology.ReturnVerdict;
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

    List<String> next(ServerId server, ServerId source, Outcome outcome, Optional<ReturnVerdict> verdict) {
        List<String> next = new ArrayList<>();
        switch (outcome) {
            case ATTACHED, REWOUND ->
                next.add("keep read_only=1 in the configuration of " + server
                        + ": it would take writes after a restart");
            case REPORTED ->
                next.add("masterha-rejoin --conf=FILE --server=" + server + " makes it a replica of " + source);
            case QUARANTINED -> next.addAll(new CloneAdvice(world).commands(server, source));
            case FAILED ->
                next.add("mend the cause, then masterha-rejoin --conf=FILE --server=" + server + "; journal: "
                        + journal.location());
        }
        return next;
    }
}
