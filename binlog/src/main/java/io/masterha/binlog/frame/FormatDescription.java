package io.masterha.binlog.frame;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The first event of every log: who wrote it, how long its headers are and which checksum follows each event.
 *
 * <p>Layout behind the 19 byte header (manual, "Format_description_log_event"): version 2, server version 50,
 * created 4, header length 1, post-header lengths up to the end; from MySQL 5.6.1 and MariaDB 5.3 on one byte for the
 * checksum algorithm and always four checksum bytes, even if the algorithm is NONE.
 */
public final class FormatDescription {
    private static final int VERSION_AT = 19;
    private static final int SERVER_AT = 21;
    private static final int CREATED_AT = 71;
    private static final int LENGTHS_AT = 76;
    private static final int FLAGS_AT = 17;
    private static final int END_POSITION_AT = 13;
    private static final int IN_USE = 0x01;
    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4}).*", Pattern.DOTALL);

    private final byte[] event;
    private final Checksum checksum;
    private final boolean hasChecksumFields;

    private FormatDescription(byte[] event, Checksum checksum, boolean hasChecksumFields) {
        this.event = event;
        this.checksum = checksum;
        this.hasChecksumFields = hasChecksumFields;
    }

    /**
     * Reads a whole event, header included.
     *
     * @throws IllegalArgumentException if it is not a format description of version 4, or its checksum does not match
     */
    static FormatDescription parse(byte[] event) {
        if (event.length < LENGTHS_AT + EventType.FORMAT_DESCRIPTION || shortAt(event, VERSION_AT) != 4) {
            throw new IllegalArgumentException("not a format description of binary log version 4");
        }
        boolean fields = writesChecksums(serverVersion(event));
        if (!fields) {
            return new FormatDescription(event, Checksum.NONE, false);
        }
        int algorithm = event[event.length - 5];
        if (algorithm != 0 && algorithm != 1) {
            throw new IllegalArgumentException("unknown checksum algorithm " + algorithm);
        }
        byte[] closed = event.clone();
        closed[FLAGS_AT] &= ~IN_USE;
        if (checksumOf(closed) != intAt(closed, closed.length - 4)) {
            throw new IllegalArgumentException("checksum of the format description does not match");
        }
        return new FormatDescription(event, algorithm == 1 ? Checksum.CRC32 : Checksum.NONE, true);
    }

    public Checksum checksum() {
        return checksum;
    }

    /** For example {@code 8.0.33} or {@code 10.11.18-MariaDB-log}. */
    public String serverVersion() {
        return serverVersion(event);
    }

    /** When the server that wrote the file was started, seconds since 1970; 0 if the file began by a rotation. */
    public long created() {
        return intAt(event, CREATED_AT) & 0xFFFFFFFFL;
    }

    public long serverId() {
        return intAt(event, 5) & 0xFFFFFFFFL;
    }

    /** Whether events written under the other description read the same: same server version, same header lengths. */
    public boolean hasSameLayout(FormatDescription other) {
        int end = lengthsEnd();
        return end == other.lengthsEnd()
                && Arrays.equals(event, VERSION_AT, CREATED_AT, other.event, VERSION_AT, CREATED_AT)
                && Arrays.equals(event, CREATED_AT + 4, end, other.event, CREATED_AT + 4, end);
    }

    /** The whole event as it stands in its file. */
    public byte[] bytes() {
        return event.clone();
    }

    /**
     * The event for another place: marked closed, with the given algorithm, creation time and end position, and with
     * its own checksum put right.
     */
    public byte[] bytes(Checksum algorithm, long createdSeconds, long endPosition) {
        if (!hasChecksumFields && algorithm != Checksum.NONE) {
            throw new IllegalArgumentException("a log of " + serverVersion() + " cannot carry checksums");
        }
        byte[] copy = event.clone();
        ByteBuffer buffer = ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
        copy[FLAGS_AT] &= ~IN_USE;
        buffer.putInt(CREATED_AT, (int) createdSeconds);
        buffer.putInt(END_POSITION_AT, (int) endPosition);
        if (hasChecksumFields) {
            copy[copy.length - 5] = (byte) (algorithm == Checksum.CRC32 ? 1 : 0);
            buffer.putInt(copy.length - 4, checksumOf(copy));
        }
        return copy;
    }

    private int lengthsEnd() {
        return hasChecksumFields ? event.length - 5 : event.length;
    }

    private static boolean writesChecksums(String version) {
        Matcher matcher = NUMBERS.matcher(version);
        if (!matcher.matches()) {
            // Damaged: every server writes one. To take it for one without checksums would be to believe all that
            // follows.
            throw new IllegalArgumentException("'" + version + "' is no version of a server");
        }
        long number = Long.parseLong(matcher.group(1)) * 1_000_000
                + Long.parseLong(matcher.group(2)) * 1_000
                + Long.parseLong(matcher.group(3));
        return number >= (version.contains("MariaDB") ? 5_003_000 : 5_006_001);
    }

    private static String serverVersion(byte[] event) {
        int end = SERVER_AT;
        while (end < CREATED_AT && event[end] != 0) {
            end++;
        }
        return new String(event, SERVER_AT, end - SERVER_AT, StandardCharsets.ISO_8859_1);
    }

    private static int checksumOf(byte[] event) {
        CRC32 crc = new CRC32();
        crc.update(event, 0, event.length - 4);
        return (int) crc.getValue();
    }

    private static int intAt(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
    }

    private static int shortAt(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getShort(at);
    }
}
