package io.masterha.binlog.relay;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.binlog.Reading;
import java.util.Optional;

/**
 * Selects while the relay logs are read for the first time, so that they need not be read again.
 *
 * <p>Of use only if every event says where it stood and none came twice, as is the rule; else what came later decides, and
 * that is known at the end only: see {@link RelaySelection#of}.
 */
final class EarlySelection {
    private final BinlogPosition from;
    private final BinlogPosition to;
    private final Reading reading;
    private RelaySelection selection;
    private boolean usable = true;
    private boolean wantsMore = true;
    private String file = "";
    private long reached;

    /** @param reading is told how many transactions were selected */
    EarlySelection(BinlogPosition from, BinlogPosition to, Reading reading) {
        this.from = from;
        this.to = to;
        this.reading = reading;
        this.selection = RelaySelection.begin(from, to, reading);
    }

    /** The reading begins anew. */
    void restart() {
        selection = RelaySelection.begin(from, to, reading);
        usable = true;
        wantsMore = true;
        file = "";
        reached = 0;
    }

    void take(Received event) {
        if (!usable) {
            return;
        }
        usable = isInOrder(event);
        file = event.file();
        reached = event.end();
        try {
            wantsMore = usable && wantsMore && selection.take(event);
        } catch (Problem e) {
            // What is wrong with the positions is said by the later selection, after more important things.
            usable = false;
        }
        if (!usable) {
            reading.transactions(0); // counted by the later selection
        }
    }

    /** What was selected; empty if that has to be done once more. */
    Optional<RelaySelection> result() {
        return usable ? Optional.of(selection) : Optional.empty();
    }

    private boolean isInOrder(Received event) {
        if (!event.known() || event.file().isEmpty()) {
            return false;
        }
        return event.file().equals(file)
                ? event.start() >= reached
                : file.isEmpty() || new BinlogPosition(event.file(), 0).isAfter(new BinlogPosition(file, 0));
    }
}
