package io.masterha.binlog.transaction;

import io.masterha.binlog.frame.EventFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

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

    private final ByteBuffer fixed = ByteBuffer.allocate(FIXED).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer words = ByteBuffer.allocate(WORDS);

    boolean isBegin(EventFrame query) {
        String text = read(query);
        return text.equals("BEGIN") || text.startsWith("XA START") || text.startsWith("XA BEGIN");
    }

    boolean isEnd(EventFrame query) {
        String text = read(query);
        return text.equals("COMMIT")
                || (text.startsWith("ROLLBACK") && !text.startsWith("ROLLBACK TO"))
                || text.startsWith("XA COMMIT")
                || text.startsWith("XA ROLLBACK");
    }

    private String read(EventFrame query) {
        if (query.bodyLength() < FIXED) {
            return "";
        }
        query.read(EventFrame.HEADER, fixed.clear());
        long at = FIXED + (fixed.getShort(STATUS_LENGTH_AT) & 0xFFFFL) + (fixed.get(DATABASE_LENGTH_AT) & 0xFFL) + 1;
        words.clear().limit((int) Math.max(0, Math.min(WORDS, query.bodyLength() - at)));
        query.read(EventFrame.HEADER + at, words);
        return new String(words.array(), 0, words.position(), StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
    }
}
