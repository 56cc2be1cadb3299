package io.masterha.binlog;

/** Whoever wants to know how far the reading of long files is. */
public interface Reading {
    /** Nobody does. */
    Reading UNWATCHED = new Reading() {
        @Override
        public void begin(String what, long bytes) {}

        @Override
        public void read(long bytes) {}
    };

    /** A walk over so many bytes begins. */
    void begin(String what, long bytes);

    /** The same over a log of which is known how many transactions it holds; 0 if it is not known. */
    default void begin(String what, long bytes, long transactions) {
        begin(what, bytes);
    }

    /** So many more bytes were read. */
    void read(long bytes);

    /** So many transactions are in what was read since the begin, where whoever reads knows that. */
    default void transactions(long all) {}
}
