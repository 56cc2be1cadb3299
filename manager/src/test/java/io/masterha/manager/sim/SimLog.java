package io.masterha.manager.sim;

import io.masterha.binlog.BinlogPosition;
import java.util.List;

/** The failed source's binary log in the simulation: one file of transactions, with a header and an unfinished tail. */
final class SimLog {
    static final String FILE = "mysql-bin.000007";
    static final long HEADER = 120;
    static final long EVENT = 10;

    private final List<Integer> eventsPerTransaction;
    private final int unfinishedEvents;

    SimLog(List<Integer> eventsPerTransaction, int unfinishedEvents) {
        this.eventsPerTransaction = List.copyOf(eventsPerTransaction);
        this.unfinishedEvents = unfinishedEvents;
    }

    int transactions() {
        return eventsPerTransaction.size();
    }

    /** Offset behind the first {@code count} transactions. */
    long endOf(int count) {
        return HEADER
                + EVENT
                        * eventsPerTransaction.subList(0, count).stream()
                                .mapToInt(Integer::intValue)
                                .sum();
    }

    long completeEnd() {
        return endOf(transactions());
    }

    long end() {
        return completeEnd() + EVENT * unfinishedEvents;
    }

    /** How many transactions end at or before an offset. */
    int completeAt(long offset) {
        int count = 0;
        while (count < transactions() && endOf(count + 1) <= offset) {
            count++;
        }
        return count;
    }

    static BinlogPosition at(long offset) {
        return new BinlogPosition(FILE, offset);
    }
}
