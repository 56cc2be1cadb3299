package io.masterha.manager.app.rejoin;

import io.masterha.binlog.BinlogPosition;
import io.masterha.manager.app.switchover.Switchover;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.plan.SwitchoverOrder;
import io.masterha.manager.step.Facts;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the journal of a failover or switchover tells of the day on which a server stopped being the source.
 *
 * @param gtid whether the replicas followed by GTID
 * @param applied up to where the old source's history is executed on the new one; empty if nobody wrote that down
 * @param start where the new source's own history went on
 * @param topology the servers as they were found then, with what each had received
 * @param isFailover whether the old source had failed, and was not just exchanged
 * @param keptDownBy the file with which the old source was kept down; empty text if it was not
 * @param at when it began
 * @param journal where it is written
 */
public record LastChange(
        ServerId oldSource,
        ServerId newSource,
        boolean gtid,
        Optional<BinlogPosition> applied,
        Optional<BinlogPosition> start,
        Topology topology,
        boolean isFailover,
        String keptDownBy,
        Optional<Instant> at,
        String journal) {
    private static final Pattern KEPT_DOWN_BY = Pattern.compile("/var/tmp/masterha-keeps-\\d+-down\\.\\w+");

    /** Empty if the journal tells of no server that took over. */
    public static Optional<LastChange> of(Journal journal, List<ServerId> members) {
        Optional<FailedSource> old = journal.failedSource();
        if (old.isEmpty() || journal.plan().isEmpty()) {
            return Optional.empty();
        }
        Topology topology = journal.topology();
        Optional<String> order = journal.text(Switchover.ORDER);
        Optional<ServerId> newSource = order.isPresent()
                ? journal.text(Facts.OPENED)
                        .map(opened -> SwitchoverOrder.parse(order.get()).newSource())
                : members.stream().filter(id -> isPromoted(journal, id)).findFirst();
        if (newSource.isEmpty()) {
            return Optional.empty();
        }
        Optional<BinlogPosition> applied =
                order.isPresent() ? journal.position(Facts.FINAL) : journal.position(Facts.appliedAt(newSource.get()));
        Matcher file = KEPT_DOWN_BY.matcher(journal.text(Facts.KEPT_DOWN).orElse(""));
        return Optional.of(new LastChange(
                old.get().id(),
                newSource.get(),
                topology.gtid(),
                applied,
                journal.position(Facts.START),
                topology,
                order.isEmpty(),
                file.find() ? file.group() : "",
                journal.begunAt(),
                journal.location()));
    }

    private static boolean isPromoted(Journal journal, ServerId id) {
        return List.of("promote " + id, "promote " + id + ", left read-only").stream()
                .anyMatch(title -> journal.settled(title).equals(Optional.of("done")));
    }
}
