package io.masterha.binlog.rows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/** Numbers, texts and bit sets in the packed forms of binary log events. */
final class Packed {
    private static final int TWO = 252;
    private static final int THREE = 253;
    private static final int EIGHT = 254;

    private Packed() {}

    /** A number of 1, 3, 4 or 9 bytes ("length encoded integer"). */
    static long number(ByteBuffer from) {
        int first = from.get() & 0xFF;
        return switch (first) {
            case TWO -> from.getShort() & 0xFFFF;
            case THREE -> (from.getShort() & 0xFFFF) | (from.get() & 0xFF) << 16;
            case EIGHT -> from.getLong();
            case 251, 255 -> throw new IllegalArgumentException("no packed number begins with " + first);
            default -> first;
        };
    }

    /** A number that counts bytes or things within this buffer. */
    static int count(ByteBuffer from) {
        long number = number(from);
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a count of " + number);
        }
        return (int) number;
    }

    static ByteBuffer slice(ByteBuffer from, int length) {
        if (length > from.remaining()) {
            throw new IllegalArgumentException(length + " bytes are expected and " + from.remaining() + " are there");
        }
        ByteBuffer slice = from.slice().order(from.order()).limit(length);
        from.position(from.position() + length);
        return slice;
    }

    static String text(ByteBuffer from, int length) {
        ByteBuffer slice = slice(from, length);
        byte[] bytes = new byte[length];
        slice.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Bits in the order of columns, the lowest bit of the first byte first. */
    static BitSet bits(ByteBuffer from, int count) {
        ByteBuffer slice = slice(from, (count + 7) / 8);
        BitSet bits = BitSet.valueOf(slice);
        bits.clear(count, Math.max(count, bits.length()));
        return bits;
    }

    /** Bits in the order of columns, the highest bit of the first byte first, as in the optional metadata. */
    static BitSet bitsFromTheTop(ByteBuffer from) {
        BitSet bits = new BitSet();
        for (int i = 0; from.hasRemaining(); i += 8) {
            int octet = from.get() & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                bits.set(i + bit, (octet & (0x80 >> bit)) != 0);
            }
        }
        return bits;
    }
}
