package io.masterha.binlog.relay;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.LogError;
import io.masterha.binlog.Problem;
import io.masterha.binlog.Reading;
import io.masterha.binlog.extract.SavePlan;
import io.masterha.binlog.extract.Stretch;
import io.masterha.binlog.extract.StretchList;
import io.masterha.binlog.extract.TransactionTally;
import io.masterha.binlog.frame.FormatDescription;
import io.masterha.binlog.transaction.TransactionBoundary;
import io.masterha.binlog.transaction.TransactionBoundary.Step;
import java.util.List;
import java.util.Optional;

/**
 * Decides which received events lie between two positions.
 *
 * <p>Inside a transaction MariaDB 11.8 does not write where an event stood. A position there becomes the start of the
 * transaction, which is known.
 */
final class RelaySelection {
    private final BinlogPosition from;
    private final BinlogPosition to;
    private final Reading reading;
    private final TransactionBoundary boundary = new TransactionBoundary();
    private final TransactionTally tally = new TransactionTally();
    private final StretchList stretches = new StretchList();
    private Optional<FormatDescription> format = Optional.empty();
    private boolean startsInside;
    private boolean begun;
    private boolean taking;
    private String file = "";
    private int fromOrder;
    private int toOrder;

    private RelaySelection(BinlogPosition from, BinlogPosition to, Reading reading) {
        this.from = from;
        this.to = to;
        this.reading = reading;
    }

    /** For events that are shown to {@link #take} in the source's order and all say where they stood. */
    static RelaySelection begin(BinlogPosition from, BinlogPosition to, Reading reading) {
        return new RelaySelection(from, to, reading);
    }

    /**
     * Reads the segments once more.
     *
     * @param unplaced whether there are events in them that do not say where they stood
     */
    static RelaySelection of(
            List<Stretch> segments, BinlogPosition from, BinlogPosition to, Reading reading, boolean unplaced) {
        RelaySelection selection = unplaced
                ? begin(knownPlace(segments, from), knownPlace(segments, to), reading)
                : begin(from, to, reading);
        BinlogPosition first = new BinlogPosition(selection.from.file(), 0);
        // No transaction reaches over the end of a source's file, so what comes before is not looked at again.
        List<Stretch> rest = segments.stream()
                .filter(segment -> !new BinlogPosition(segment.file(), 0).isBefore(first))
                .toList();
        reading.begin(
                "looking for the transactions",
                rest.stream().mapToLong(Stretch::length).sum());
        RelayEvents.visit(rest, reading, selection::take);
        return selection;
    }

    SavePlan plan() {
        stretches.mark();
        return new SavePlan(from, to, stretches.stretches(), startsInside, tally, List.of(), Optional.empty(), "", "");
    }

    /** The format description of the first event; empty if there is none. */
    Optional<FormatDescription> format() {
        return format;
    }

    /** Answers whether it wants the next. */
    boolean take(Received event) {
        if (!event.file().equals(file)) {
            if (boundary.isInside() && begun) {
                stretches.cut(); // the source crashed in it and never completed it
            }
            boundary.reset();
            taking = false;
            file = event.file();
            fromOrder = order(from);
            toOrder = order(to);
        }
        if (event.known()) {
            requireOutside(from, event);
            requireOutside(to, event);
            if (toOrder > 0 || (toOrder == 0 && event.end() > to.offset())) {
                return false;
            }
            taking = fromOrder > 0 || (fromOrder == 0 && event.end() > from.offset());
        }
        if (!taking && (event.known() || !startsAt(event))) {
            boundary.next(event.reader());
            return true;
        }
        taking = true;
        add(event);
        return true;
    }

    /** How the file that is being read stands to that of a position; the same for all its events. */
    private int order(BinlogPosition position) {
        return new BinlogPosition(file, 0).compareTo(new BinlogPosition(position.file(), 0));
    }

    /** Whether the source went on exactly at the start with an event that does not say where it stood. */
    private boolean startsAt(Received event) {
        return from.equals(new BinlogPosition(file, event.start()));
    }

    private void add(Received event) {
        if (!begun) {
            startsInside = boundary.isInside();
            format = Optional.of(event.format());
            begun = true;
        }
        event.addTo(stretches);
        Step step = boundary.next(event.reader());
        if (step == Step.COMPLETES || step == Step.ALONE) {
            tally.add(event.reader().timestampSeconds(), boundary.gtid());
            reading.transactions(tally.count());
            stretches.mark();
        }
    }

    private static void requireOutside(BinlogPosition position, Received event) {
        if (position.file().equals(event.file())
                && position.offset() > event.start()
                && position.offset() < event.end()) {
            throw inside(position, event);
        }
    }

    private static Problem inside(BinlogPosition position, Received event) {
        return Problem.of(LogError.POSITION_INSIDE_EVENT, position + " is not between two events")
                .why("an event reaches from " + event.start() + " to " + event.end())
                .next("check that both replicas follow the same source");
    }

    /** The position itself, or the start of the transaction around it if no event says that it begins or ends there. */
    private static BinlogPosition knownPlace(List<Stretch> segments, BinlogPosition position) {
        TransactionBoundary boundary = new TransactionBoundary();
        long[] begin = {0};
        boolean[] unknown = {false};
        List<Stretch> sameFile = segments.stream()
                .filter(segment -> segment.file().equals(position.file()))
                .toList();
        RelayEvents.visit(sameFile, Reading.UNWATCHED, event -> {
            if (event.known() && event.end() > position.offset()) {
                unknown[0] &= event.start() > position.offset();
                return false;
            }
            Step step = boundary.next(event.reader());
            begin[0] = step == Step.BEGINS ? event.start() : begin[0];
            // Exactly behind an event with a position is a known place too.
            unknown[0] = !event.known() && event.end() < position.offset();
            return true;
        });
        return unknown[0] ? new BinlogPosition(position.file(), begin[0]) : position;
    }
}
