package io.masterha.binlog.gtid;

import io.masterha.binlog.frame.EventFrame;
import io.masterha.binlog.frame.EventType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Reads GTIDs and sets of them out of events.
 *
 * <p>Sources: MySQL {@code control_events.h} (Gtid_event: flags 1, source 16, number 8; the tagged form is a message
 * of numbered fields in the encoding of {@code mysql::serialization}), {@code Gtid_set::encode}; MariaDB
 * {@code log_event.h} (Gtid_log_event, Gtid_list_log_event).
 */
public final class GtidEvents {
    private static final int SOURCE_BYTES = 16;
    private static final int MOST_BYTES = 256;
    private static final int LIST_COUNT_MASK = 0x0FFFFFFF;

    private static volatile Named last = new Named(new byte[0], "");

    private GtidEvents() {}

    /** The transaction that the event opens; empty for an anonymous one and for other events. */
    public static Optional<Gtid> transactionOf(EventFrame event) {
        ByteBuffer body = ByteBuffer.wrap(event.head(MOST_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        return switch (event.type()) {
            case EventType.GTID -> {
                byte[] source = new byte[SOURCE_BYTES];
                body.position(1).get(source);
                yield Optional.of(new Gtid.Mysql(uuid(source), "", body.getLong()));
            }
            case EventType.GTID_TAGGED -> Optional.of(tagged(body));
            case EventType.MARIADB_GTID -> {
                long sequence = body.getLong();
                yield Optional.of(new Gtid.Mariadb(body.getInt() & 0xFFFFFFFFL, event.serverId(), sequence));
            }
            default -> Optional.empty();
        };
    }

    /** What had been logged before the file: from its PREVIOUS_GTIDS or GTID_LIST; empty for other events. */
    public static Optional<GtidSet> setOf(EventFrame event) {
        return switch (event.type()) {
            case EventType.PREVIOUS_GTIDS -> Optional.of(previous(body(event)));
            case EventType.MARIADB_GTID_LIST -> Optional.of(list(body(event)));
            default -> Optional.empty();
        };
    }

    private static ByteBuffer body(EventFrame event) {
        return ByteBuffer.wrap(event.head(Integer.MAX_VALUE)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static GtidSet previous(ByteBuffer body) {
        long head = body.getLong();
        boolean tags = (head >>> 56) == 1;
        long count = tags ? (head >>> 8) & 0xFFFFFFFFFFFFL : head;
        GtidSet set = MysqlGtidSet.EMPTY;
        byte[] source = new byte[SOURCE_BYTES];
        for (long i = 0; i < count; i++) {
            body.get(source);
            String tag = tags ? text(body) : "";
            for (long intervals = body.getLong(); intervals > 0; intervals--) {
                long first = body.getLong();
                set = set.union(MysqlGtidSet.of(uuid(source), tag, first, body.getLong() - 1));
            }
        }
        return set;
    }

    private static GtidSet list(ByteBuffer body) {
        MariadbGtidSet set = MariadbGtidSet.EMPTY;
        for (int count = body.getInt() & LIST_COUNT_MASK; count > 0; count--) {
            long domain = body.getInt() & 0xFFFFFFFFL;
            long server = body.getInt() & 0xFFFFFFFFL;
            set = set.with(new Gtid.Mariadb(domain, server, body.getLong()));
        }
        return set;
    }

    private static Gtid tagged(ByteBuffer body) {
        number(body); // version of the encoding
        number(body); // length of the message
        number(body); // last field that may not be ignored
        byte[] source = new byte[SOURCE_BYTES];
        long transaction = 0;
        String tag = "";
        for (int field = (int) number(body); field <= 3; field = body.hasRemaining() ? (int) number(body) : 4) {
            switch (field) {
                case 0 -> number(body); // flags
                case 1 -> {
                    for (int i = 0; i < SOURCE_BYTES; i++) {
                        source[i] = (byte) number(body);
                    }
                }
                case 2 -> transaction = signed(number(body));
                default -> tag = text(body);
            }
        }
        return new Gtid.Mysql(uuid(source), tag, transaction);
    }

    private static String text(ByteBuffer body) {
        byte[] text = new byte[(int) number(body)];
        body.get(text);
        return new String(text, StandardCharsets.US_ASCII);
    }

    /** A number of 1 to 9 bytes: as many low bits are set in the first byte as bytes follow. */
    private static long number(ByteBuffer body) {
        int first = body.get() & 0xFF;
        int more = Integer.numberOfTrailingZeros(~first);
        if (more >= 8) {
            return body.getLong();
        }
        long value = (long) first >>> (more + 1);
        int shift = 7 - more;
        for (int i = 0; i < more; i++) {
            value |= (body.get() & 0xFFL) << shift;
            shift += 8;
        }
        return value;
    }

    private static long signed(long encoded) {
        return (encoded >>> 1) ^ -(encoded & 1);
    }

    /** One transaction after the other comes from the same server: then its name is the same object. */
    private static String uuid(byte[] source) {
        Named known = last;
        if (!Arrays.equals(known.source, source)) {
            known = new Named(source.clone(), MysqlGtidSet.dashed(HexFormat.of().formatHex(source)));
            last = known;
        }
        return known.text;
    }

    /** A server's UUID in bytes and as text. */
    @SuppressWarnings("ArrayRecordComponent") // nobody else sees it
    private record Named(byte[] source, String text) {}
}
