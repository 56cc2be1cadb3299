package io.masterha.manager.app.explain;

import java.util.Optional;

/**
 * What an explanation has seen beside the journal.
 *
 * @param manager process id of the manager that runs; empty if none does
 * @param oldSource what the source of before says when it is asked, in words
 * @param oldSourceServes whether it answers
 * @param newSource what the server that was chosen says, in words; empty if none was chosen
 * @param newSourceWritable whether it takes writes; empty if it does not answer
 * @param blocked why a failover would be refused; empty if it would not
 * @param manage the command that starts the manager
 */
public record Reality(
        Optional<Long> manager,
        String oldSource,
        boolean oldSourceServes,
        String newSource,
        Optional<Boolean> newSourceWritable,
        Optional<String> blocked,
        String manage) {}
