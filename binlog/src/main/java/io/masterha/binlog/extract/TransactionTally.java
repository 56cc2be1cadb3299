package io.masterha.binlog.extract;

import io.masterha.binlog.frame.EventFrame;
import io.masterha.binlog.gtid.GtidCollector;
import io.masterha.binlog.gtid.GtidEvents;
import java.util.Optional;

/** Counts complete transactions, with their GTIDs and the time of the first and the last. */
public final class TransactionTally {
    private final GtidCollector gtids = new GtidCollector();
    private long count;
    private long firstSecond;
    private long lastSecond;

    /**
     * @param second the time of its last event
     * @param gtid the event that names it
     */
    public void add(long second, Optional<EventFrame> gtid) {
        count++;
        firstSecond = firstSecond == 0 ? second : firstSecond;
        lastSecond = second;
        gtid.flatMap(GtidEvents::transactionOf).ifPresent(gtids::add);
    }

    public long count() {
        return count;
    }

    public long firstSecond() {
        return firstSecond;
    }

    public long lastSecond() {
        return lastSecond;
    }

    public String gtids() {
        return gtids.toSet().toString();
    }
}
