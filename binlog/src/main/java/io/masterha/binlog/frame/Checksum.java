package io.masterha.binlog.frame;

/** The checksum that stands behind each event of a log, as its format description says. */
public enum Checksum {
    NONE(0),
    CRC32(4);

    private final int bytes;

    Checksum(int bytes) {
        this.bytes = bytes;
    }

    /** How many bytes it adds to each event. */
    public int bytes() {
        return bytes;
    }
}
