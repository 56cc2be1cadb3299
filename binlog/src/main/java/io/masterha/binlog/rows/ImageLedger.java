package io.masterha.binlog.rows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps account of row images: which rows changes found that they had not made themselves, and which they left behind.
 *
 * <p>A before image is byte for byte the after image of the change before it, so no key has to be known: what was left and
 * not found again is there now; what was found and not left before was there at the beginning. Equal rows of a table
 * without key are counted.
 */
final class ImageLedger {
    /** 128 bits of a digest over table and image. */
    private record Name(long high, long low) {}

    /** Images and how often each is there. */
    static final class Count {
        private final Map<Name, Integer> counts;

        private Count(Map<Name, Integer> counts) {
            this.counts = new HashMap<>(counts);
        }

        /** Whether the image is in the account; takes one of it out. */
        boolean takes(String table, RowImage image) {
            return takeOne(counts, name(table, image));
        }
    }

    private final Map<Name, Integer> left = new HashMap<>();
    private final Map<Name, Integer> found = new HashMap<>();

    void leaves(String table, RowImage image) {
        left.merge(name(table, image), 1, Integer::sum);
    }

    void finds(String table, RowImage image) {
        Name name = name(table, image);
        if (!takeOne(left, name)) {
            found.merge(name, 1, Integer::sum);
        }
    }

    Count left() {
        return new Count(left);
    }

    Count found() {
        return new Count(found);
    }

    private static boolean takeOne(Map<Name, Integer> counts, Name name) {
        Integer count = counts.get(name);
        if (count == null) {
            return false;
        }
        if (count == 1) {
            counts.remove(name);
        } else {
            counts.put(name, count - 1);
        }
        return true;
    }

    private static Name name(String table, RowImage image) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(table.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            ByteBuffer sum = ByteBuffer.wrap(digest.digest(image.bytes()));
            return new Name(sum.getLong(), sum.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
