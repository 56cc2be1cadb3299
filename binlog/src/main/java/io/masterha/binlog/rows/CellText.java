package io.masterha.binlog.rows;

import com.github.shyiko.mysql.binlog.event.deserialization.AbstractRowsEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.json.JsonBinary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Writes the values of row images as text that loses nothing: what is no text comes in hexadecimal digits, TIMESTAMP in UTC.
 */
final class CellText {
    private static final int MOST_LABELS = 64;
    private final TableDescription table;

    CellText(TableDescription table) {
        this.table = table;
    }

    /** The value; empty for NULL. The image must hold the column. */
    Optional<String> of(RowImage image, int column, ColumnType type) {
        if (image.isNull(column)) {
            return Optional.empty();
        }
        ByteBuffer value = image.value(column, type);
        return Optional.of(
                image.isPartial(column) ? JsonChanges.text(content(value, type)) : text(value, column, type));
    }

    private String text(ByteBuffer value, int column, ColumnType type) {
        boolean unsigned = table.unsigned().get(column);
        return switch (type.number()) {
            case ColumnType.TINY -> String.valueOf(unsigned ? value.get(0) & 0xFF : value.get(0));
            case ColumnType.SHORT -> String.valueOf(unsigned ? value.getShort(0) & 0xFFFF : value.getShort(0));
            case ColumnType.INT24 -> {
                int three = (int) little(value, 3);
                yield String.valueOf(unsigned ? three : three << 8 >> 8);
            }
            case ColumnType.LONG ->
                unsigned ? Integer.toUnsignedString(value.getInt(0)) : String.valueOf(value.getInt(0));
            case ColumnType.LONGLONG ->
                unsigned ? Long.toUnsignedString(value.getLong(0)) : String.valueOf(value.getLong(0));
            case ColumnType.FLOAT -> String.valueOf(value.getFloat(0));
            case ColumnType.DOUBLE -> String.valueOf(value.getDouble(0));
            case ColumnType.NEWDECIMAL ->
                AbstractRowsEventDataDeserializer.asBigDecimal(type.precision(), type.scale(), bytes(value))
                        .toPlainString();
            case ColumnType.YEAR -> (value.get(0) & 0xFF) == 0 ? "0000" : String.valueOf(1900 + (value.get(0) & 0xFF));
            case ColumnType.DATE, ColumnType.NEWDATE -> Temporal.date(little(value, 3));
            case ColumnType.TIME -> Temporal.oldTime((int) little(value, 3) << 8 >> 8);
            case ColumnType.DATETIME -> Temporal.oldDateTime(value.getLong(0));
            case ColumnType.TIMESTAMP -> Temporal.timestamp(value.getInt(0) & 0xFFFFFFFFL, 0, 0);
            case ColumnType.TIMESTAMP2 -> Temporal.timestamp2(value, type.meta());
            case ColumnType.DATETIME2 -> Temporal.dateTime2(value, type.meta());
            case ColumnType.TIME2 -> Temporal.time2(value, type.meta());
            case ColumnType.BIT -> bits(value);
            case ColumnType.ENUM -> label((int) little(value, type.meta()), column);
            case ColumnType.SET -> labels(little(value, type.meta()), column);
            case ColumnType.JSON -> json(bytes(content(value, type)));
            case ColumnType.VARCHAR,
                    ColumnType.STRING,
                    ColumnType.VAR_STRING,
                    ColumnType.BLOB,
                    ColumnType.TINY_BLOB,
                    ColumnType.MEDIUM_BLOB,
                    ColumnType.LONG_BLOB -> characters(bytes(content(value, type)), column);
            default -> hex(bytes(content(value, type)));
        };
    }

    /** What stands behind the length. */
    private static ByteBuffer content(ByteBuffer value, ColumnType type) {
        return value.duplicate().order(value.order()).position(type.prefixBytes());
    }

    private String characters(byte[] bytes, int column) {
        Optional<Charset> charset = Optional.ofNullable(table.charsets().get(column));
        return table.binary().get(column)
                ? hex(bytes)
                : Collations.text(bytes, charset).orElseGet(() -> hex(bytes));
    }

    private String label(int number, int column) {
        List<String> labels = table.labels().getOrDefault(column, List.of());
        if (number == 0) {
            return "";
        }
        return number <= labels.size() ? labels.get(number - 1) : "#" + number;
    }

    private String labels(long bits, int column) {
        List<String> labels = table.labels().getOrDefault(column, List.of());
        List<String> members = new ArrayList<>();
        for (int i = 0; i < MOST_LABELS; i++) {
            if ((bits & (1L << i)) != 0) {
                members.add(i < labels.size() ? labels.get(i) : "#" + (i + 1));
            }
        }
        return String.join(",", members);
    }

    private static String bits(ByteBuffer value) {
        long bits = 0;
        for (int i = 0; i < value.limit(); i++) {
            bits = (bits << 8) | (value.get(i) & 0xFF);
        }
        return Long.toUnsignedString(bits);
    }

    /** An empty value is what a partial failure of an old server left; it stands for JSON's null. */
    static String json(byte[] bytes) {
        try {
            return bytes.length == 0 ? "null" : JsonBinary.parseAsString(bytes);
        } catch (IOException | RuntimeException e) {
            return hex(bytes);
        }
    }

    private static long little(ByteBuffer value, int bytes) {
        long number = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            number = (number << 8) | (value.get(i) & 0xFF);
        }
        return number;
    }

    static byte[] bytes(ByteBuffer value) {
        byte[] bytes = new byte[value.remaining()];
        value.duplicate().get(bytes);
        return bytes;
    }

    static String hex(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }
}
