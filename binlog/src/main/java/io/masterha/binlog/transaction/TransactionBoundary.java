package io.masterha.binlog.transaction;

import static io.masterha.binlog.frame.EventType.*;

import io.masterha.binlog.frame.EventFrame;
import io.masterha.binlog.frame.EventType;
import io.masterha.binlog.frame.LogReader;
import java.util.Optional;

/**
 * Follows a stream of events and says where transactions begin and end; one machine for all servers.
 *
 * <p>A transaction is what a replica may not tear: a GTID event and what belongs to it, BEGIN to COMMIT, or one
 * statement with the events that prepare it (INTVAR, RAND, USER_VAR, LOAD DATA blocks).
 */
public final class TransactionBoundary {
    /** What an event is to its transaction. */
    public enum Step {
        /** Belongs to no transaction. */
        OUTSIDE,
        BEGINS,
        CONTINUES,
        COMPLETES,
        /** Is a transaction by itself. */
        ALONE
    }

    private enum State {
        OUTSIDE,
        /** A GTID or a preparing event was seen; the next statement decides. */
        AWAITS_STATEMENT,
        IN_TRANSACTION
    }

    private static final int MARIADB_FLAGS_AT = 12;
    private static final int MARIADB_STANDALONE = 0x01;

    private final QueryText queries = new QueryText();
    private State state = State.OUTSIDE;
    private Optional<EventFrame> gtid = Optional.empty();

    /** Whether a transaction is begun and not complete. */
    public boolean isInside() {
        return state != State.OUTSIDE;
    }

    /** The GTID event of the current transaction, or of the one that was just completed; readable for ever. */
    public Optional<EventFrame> gtid() {
        return gtid;
    }

    /** Forgets an unfinished transaction: a new file begins. */
    public void reset() {
        state = State.OUTSIDE;
        gtid = Optional.empty();
    }

    /** The stream begins in the middle of a transaction. */
    public void resumeInside() {
        state = State.IN_TRANSACTION;
    }

    /** Takes the next event of the stream. */
    public Step next(EventFrame event) {
        if (EventType.isGtid(event.type())) {
            return opened(event);
        }
        State before = state;
        return step(before, event.type() == QUERY ? takeQuery(event) : take(event.type()));
    }

    /** Takes the event that a reader stands at, and makes a frame only of those whose body matters: a few times as fast. */
    public Step next(LogReader reader) {
        int type = reader.type();
        if (type == QUERY || EventType.isGtid(type)) {
            return next(reader.frame());
        }
        State before = state;
        return step(before, take(type));
    }

    private Step opened(EventFrame event) {
        gtid = Optional.of(event.kept());
        state = event.type() == MARIADB_GTID && !isStandalone(event) ? State.IN_TRANSACTION : State.AWAITS_STATEMENT;
        return Step.BEGINS;
    }

    private Step step(State before, boolean complete) {
        if (complete) {
            state = State.OUTSIDE;
        }
        if (before == State.OUTSIDE) {
            if (complete || state != State.OUTSIDE) {
                gtid = Optional.empty();
                return complete ? Step.ALONE : Step.BEGINS;
            }
            return Step.OUTSIDE;
        }
        return complete ? Step.COMPLETES : Step.CONTINUES;
    }

    /** Moves the state; answers whether an event that is no query completes its transaction. */
    private boolean take(int type) {
        return switch (type) {
            case FORMAT_DESCRIPTION,
                    ROTATE,
                    STOP,
                    PREVIOUS_GTIDS,
                    HEARTBEAT,
                    HEARTBEAT_V2,
                    IGNORABLE,
                    MARIADB_BINLOG_CHECKPOINT,
                    MARIADB_GTID_LIST -> false;
            case XID, XA_PREPARE, TRANSACTION_PAYLOAD -> true;
            case EXECUTE_LOAD_QUERY, EXEC_LOAD, LOAD, NEW_LOAD, INCIDENT, MARIADB_QUERY_COMPRESSED, DELETE_FILE -> {
                yield state != State.IN_TRANSACTION;
            }
            case INTVAR, RAND, USER_VAR, BEGIN_LOAD_QUERY, CREATE_FILE, APPEND_BLOCK -> {
                state = state == State.OUTSIDE ? State.AWAITS_STATEMENT : state;
                yield false;
            }
            default -> {
                // Table maps, rows, and what no server of today writes: part of the transaction they stand in.
                if (type >= TABLE_MAP && type <= MARIADB_LAST && isRowEvent(type)) {
                    state = State.IN_TRANSACTION;
                }
                yield false;
            }
        };
    }

    private boolean takeQuery(EventFrame event) {
        if (state == State.IN_TRANSACTION) {
            return queries.isEnd(event);
        }
        if (queries.isBegin(event)) {
            state = State.IN_TRANSACTION;
            return false;
        }
        return true;
    }

    private static boolean isRowEvent(int type) {
        return type <= 25 || (type >= 30 && type <= 32) || type == PARTIAL_UPDATE_ROWS || type >= 166;
    }

    private static boolean isStandalone(EventFrame event) {
        byte[] head = event.head(MARIADB_FLAGS_AT + 1);
        return head.length > MARIADB_FLAGS_AT && (head[MARIADB_FLAGS_AT] & MARIADB_STANDALONE) != 0;
    }
}
