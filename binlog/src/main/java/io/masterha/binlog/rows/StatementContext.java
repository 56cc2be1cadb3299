package io.masterha.binlog.rows;

import com.github.shyiko.mysql.binlog.event.deserialization.AbstractRowsEventDataDeserializer;
import io.masterha.binlog.frame.EventFrame;
import io.masterha.binlog.frame.EventType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * The events beside a statement, as SQL: values that it is to take (INTVAR, RAND, USER_VAR) and the end of an XA transaction.
 *
 * <p>Bodies: manual, "Intvar_log_event" (type 1, value 8), "Rand_log_event" (two seeds of 8), "User_var_log_event" (length of
 * the name 4, name, is NULL 1, type 1, collation 4, length 4, value, flags), "XA_prepare_log_event" (one phase 1, format 4,
 * two lengths of 4, two names).
 */
final class StatementContext {
    private static final int INSERT_ID = 2;
    private static final int TEXT = 0;
    private static final int REAL = 1;
    private static final int INTEGER = 2;
    private static final int DECIMAL = 4;
    private static final int UNSIGNED = 1;

    private StatementContext() {}

    /** The SQL; empty text for events that are none of these. */
    static String sql(byte[] event) {
        ByteBuffer body = ByteBuffer.wrap(event).order(ByteOrder.LITTLE_ENDIAN).position(EventFrame.HEADER);
        return switch (event[4] & 0xFF) {
            case EventType.INTVAR ->
                (body.get() == INSERT_ID ? "SET INSERT_ID = " : "SET LAST_INSERT_ID = ")
                        + Long.toUnsignedString(body.getLong());
            case EventType.RAND ->
                "SET rand_seed1 = " + Long.toUnsignedString(body.getLong()) + ", rand_seed2 = "
                        + Long.toUnsignedString(body.getLong());
            case EventType.USER_VAR -> userVariable(body);
            case EventType.XA_PREPARE -> xa(body);
            default -> "";
        };
    }

    private static String userVariable(ByteBuffer body) {
        String name = Packed.text(body, body.getInt());
        String set = "SET @`" + name.replace("`", "``") + "` := ";
        if (body.get() != 0) {
            return set + "NULL";
        }
        int type = body.get();
        int collation = body.getInt();
        ByteBuffer value = Packed.slice(body, body.getInt());
        boolean unsigned = body.hasRemaining() && (body.get() & UNSIGNED) != 0;
        byte[] bytes = CellText.bytes(value);
        return set
                + switch (type) {
                    case TEXT ->
                        "0x" + HexFormat.of().formatHex(bytes) + " /* collation " + collation + ": "
                                + Collations.text(bytes, Collations.charset(collation))
                                        .orElse("binary")
                                        .replace("*/", "* /")
                                + " */";
                    case REAL -> String.valueOf(value.getDouble(0));
                    case INTEGER ->
                        unsigned ? Long.toUnsignedString(value.getLong(0)) : String.valueOf(value.getLong(0));
                    case DECIMAL ->
                        AbstractRowsEventDataDeserializer.asBigDecimal(
                                        bytes[0], bytes[1], java.util.Arrays.copyOfRange(bytes, 2, bytes.length))
                                .toPlainString();
                    default -> "0x" + HexFormat.of().formatHex(bytes) + " /* type " + type + " */";
                };
    }

    private static String xa(ByteBuffer body) {
        boolean onePhase = body.get() != 0;
        int format = body.getInt();
        int first = body.getInt();
        int second = body.getInt();
        String names = "X'" + HexFormat.of().formatHex(CellText.bytes(Packed.slice(body, first))) + "', X'"
                + HexFormat.of().formatHex(CellText.bytes(Packed.slice(body, second))) + "', " + format;
        return onePhase ? "XA COMMIT " + names + " ONE PHASE" : "XA PREPARE " + names;
    }
}
