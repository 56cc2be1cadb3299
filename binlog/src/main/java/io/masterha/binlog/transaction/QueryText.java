package io.masterha.binlog.transaction;

import io.masterha.binlog.frame.EventFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The first words of a QUERY event, which tell BEGIN, COMMIT and XA from all other statements.
 *
 * <p>Body (manual, "Query_log_event"): thread id 4, seconds 4, length of the database name 1, error 2, length of the
 * status variables 2, then status variables, database name with a zero byte, statement.
 */
final class QueryText {
    private static final int FIXED = 13;
    private static final int DATABASE_LENGTH_AT = 8;
    private static final int STATUS_LENGTH_AT = 11;
    private static final int WORDS = 16;
    private static final int CASE = 'a' - 'A';

    private final ByteBuffer fixed = ByteBuffer.allocate(FIXED).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer words = ByteBuffer.allocate(WORDS);

    boolean isBegin(EventFrame query) {
        int count = read(query);
        return is("BEGIN", count) || begins("XA START", count) || begins("XA BEGIN", count);
    }

    boolean isEnd(EventFrame query) {
        int count = read(query);
        return is("COMMIT", count)
                || (begins("ROLLBACK", count) && !begins("ROLLBACK TO", count))
                || begins("XA COMMIT", count)
                || begins("XA ROLLBACK", count);
    }

    /** Reads the first bytes of the statement; answers how many there are. */
    private int read(EventFrame query) {
        if (query.bodyLength() < FIXED) {
            return 0;
        }
        query.read(EventFrame.HEADER, fixed.clear());
        long at = FIXED + (fixed.getShort(STATUS_LENGTH_AT) & 0xFFFFL) + (fixed.get(DATABASE_LENGTH_AT) & 0xFFL) + 1;
        words.clear().limit((int) Math.max(0, Math.min(WORDS, query.bodyLength() - at)));
        query.read(EventFrame.HEADER + at, words);
        return words.position();
    }

    private boolean is(String text, int count) {
        return count == text.length() && begins(text, count);
    }

    /** Whether the statement begins so, in letters of any case; without a string for each of millions of transactions. */
    private boolean begins(String text, int count) {
        if (count < text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            int letter = words.get(i);
            if (letter != text.charAt(i) && (letter < 'a' || letter > 'z' || letter - CASE != text.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
