package io.masterha.binlog.rows;

import java.nio.ByteBuffer;

/**
 * The type of a column as a TABLE_MAP event says it, and how many bytes a value of it takes in a row image.
 *
 * <p>Sources: MySQL {@code binlog_funcs.cc} (calc_field_size), {@code field_types.h}; MariaDB {@code log_event.cc}.
 *
 * @param number the type's number, with what the metadata of a STRING says about it taken into account
 * @param meta the metadata: a length, a number of fraction digits, or precision (low byte) and scale (high byte)
 */
record ColumnType(int number, int meta) {
    static final int DECIMAL = 0;
    static final int TINY = 1;
    static final int SHORT = 2;
    static final int LONG = 3;
    static final int FLOAT = 4;
    static final int DOUBLE = 5;
    static final int NULL = 6;
    static final int TIMESTAMP = 7;
    static final int LONGLONG = 8;
    static final int INT24 = 9;
    static final int DATE = 10;
    static final int TIME = 11;
    static final int DATETIME = 12;
    static final int YEAR = 13;
    static final int NEWDATE = 14;
    static final int VARCHAR = 15;
    static final int BIT = 16;
    static final int TIMESTAMP2 = 17;
    static final int DATETIME2 = 18;
    static final int TIME2 = 19;
    /** MariaDB: a BLOB or VARCHAR with COMPRESSED; the image holds the compressed bytes. */
    static final int BLOB_COMPRESSED = 140;

    static final int VARCHAR_COMPRESSED = 141;
    static final int VECTOR = 242;
    static final int JSON = 245;
    static final int NEWDECIMAL = 246;
    static final int ENUM = 247;
    static final int SET = 248;
    static final int TINY_BLOB = 249;
    static final int MEDIUM_BLOB = 250;
    static final int LONG_BLOB = 251;
    static final int BLOB = 252;
    static final int VAR_STRING = 253;
    static final int STRING = 254;
    static final int GEOMETRY = 255;

    private static final int BYTE = 0xFF;
    private static final int SHORT_STRING = 255;
    private static final int[] BYTES_OF_DIGITS = {0, 1, 1, 2, 2, 3, 3, 4, 4, 4};
    private static final int DIGITS_PER_INT = 9;

    /** Reads the metadata of a type from the block in the TABLE_MAP. */
    static ColumnType read(int type, ByteBuffer block) {
        return switch (type) {
            case FLOAT,
                    DOUBLE,
                    TIMESTAMP2,
                    DATETIME2,
                    TIME2,
                    BLOB_COMPRESSED,
                    VECTOR,
                    JSON,
                    TINY_BLOB,
                    MEDIUM_BLOB,
                    LONG_BLOB,
                    BLOB,
                    GEOMETRY -> new ColumnType(type, block.get() & BYTE);
            case VARCHAR, VARCHAR_COMPRESSED, BIT, NEWDECIMAL -> new ColumnType(type, block.getShort() & 0xFFFF);
            case STRING, VAR_STRING, ENUM, SET -> string(block.get() & BYTE, block.get() & BYTE);
            case DECIMAL, TINY, SHORT, LONG, NULL, TIMESTAMP, LONGLONG, INT24, DATE, TIME, DATETIME, YEAR, NEWDATE ->
                new ColumnType(type, 0);
            default -> throw new IllegalArgumentException("column type " + type + " is not known");
        };
    }

    /** Two bits of the type's byte are bits 8 and 9 of the length, turned over. */
    private static ColumnType string(int typeByte, int lengthByte) {
        int type = typeByte | 0x30;
        int length = lengthByte | (((typeByte & 0x30) ^ 0x30) << 4);
        return type == ENUM || type == SET ? new ColumnType(type, lengthByte) : new ColumnType(type, length);
    }

    /** How many bytes the value takes that begins at a place of the image, its length prefix included. */
    int bytesAt(ByteBuffer image, int at) {
        return switch (number) {
            case NULL -> 0;
            case TINY, YEAR -> 1;
            case SHORT -> 2;
            case INT24, DATE, NEWDATE, TIME -> 3;
            case LONG, FLOAT, TIMESTAMP -> 4;
            case LONGLONG, DOUBLE, DATETIME -> 8;
            case TIMESTAMP2 -> 4 + fractionBytes();
            case DATETIME2 -> 5 + fractionBytes();
            case TIME2 -> 3 + fractionBytes();
            case NEWDECIMAL -> decimalBytes();
            case BIT -> (meta >> 8) + ((meta & BYTE) > 0 ? 1 : 0);
            case ENUM, SET -> meta;
            default -> {
                int prefix = prefixBytes();
                long length = prefix + prefixAt(image, at, prefix);
                if (length > image.limit() - (long) at) {
                    throw new IllegalArgumentException("a value of " + length + " bytes reaches over its event");
                }
                yield (int) length;
            }
        };
    }

    /** How many bytes tell the length of a value; 0 for types of fixed length. */
    int prefixBytes() {
        return switch (number) {
            case VARCHAR, VARCHAR_COMPRESSED, STRING, VAR_STRING -> meta > SHORT_STRING ? 2 : 1;
            case TINY_BLOB, MEDIUM_BLOB, LONG_BLOB, BLOB, BLOB_COMPRESSED, JSON, GEOMETRY, VECTOR -> {
                if (meta < 1 || meta > 4) {
                    throw new IllegalArgumentException("a length of " + meta + " bytes");
                }
                yield meta;
            }
            case DECIMAL -> throw new IllegalArgumentException("DECIMAL of MySQL 4.1 cannot be read");
            default -> 0;
        };
    }

    private static long prefixAt(ByteBuffer image, int at, int bytes) {
        long length = 0;
        for (int i = 0; i < bytes; i++) {
            length |= (image.get(at + i) & 0xFFL) << (8 * i);
        }
        return length;
    }

    int fractionBytes() {
        return (meta + 1) / 2;
    }

    int precision() {
        return meta & BYTE;
    }

    int scale() {
        return meta >> 8;
    }

    private int decimalBytes() {
        int whole = precision() - scale();
        if (whole < 0) {
            throw new IllegalArgumentException(
                    "a decimal of " + precision() + " digits, " + scale() + " of them behind");
        }
        return whole / DIGITS_PER_INT * 4
                + BYTES_OF_DIGITS[whole % DIGITS_PER_INT]
                + scale() / DIGITS_PER_INT * 4
                + BYTES_OF_DIGITS[scale() % DIGITS_PER_INT];
    }

    boolean isNumeric() {
        return switch (number) {
            case TINY, SHORT, INT24, LONG, LONGLONG, FLOAT, DOUBLE, NEWDECIMAL, DECIMAL -> true;
            default -> false;
        };
    }

    boolean isCharacter() {
        return switch (number) {
            case VARCHAR,
                    VARCHAR_COMPRESSED,
                    STRING,
                    VAR_STRING,
                    TINY_BLOB,
                    MEDIUM_BLOB,
                    LONG_BLOB,
                    BLOB,
                    BLOB_COMPRESSED -> true;
            default -> false;
        };
    }
}
