package io.masterha.binlog;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Says every two seconds how far a long piece of work is, how fast it goes, and how long it will take; of a short one it
 * says nothing.
 */
public final class Pace implements Reading {
    private static final long EVERY_NANOS = Duration.ofSeconds(2).toNanos();
    private static final double SECOND = 1e9;
    private static final double MEGA = 1e6;
    private static final int PERCENT = 100;

    private final Consumer<String> tell;
    private final LongSupplier nanos;
    private String what = "";
    private long all;
    private long done;
    private long transactions;
    private long allTransactions;
    private long began;
    private long told;

    public Pace(Consumer<String> tell) {
        this(tell, System::nanoTime);
    }

    /** @param nanos the clock, for tests */
    public Pace(Consumer<String> tell, LongSupplier nanos) {
        this.tell = tell;
        this.nanos = nanos;
    }

    @Override
    public void begin(String work, long bytes) {
        begin(work, bytes, 0);
    }

    /** How many of the transactions are done is then reckoned from the bytes. */
    @Override
    public void begin(String work, long bytes, long transactionsInAll) {
        what = work;
        all = bytes;
        allTransactions = transactionsInAll;
        done = 0;
        transactions = 0;
        began = nanos.getAsLong();
        told = began;
    }

    /** So many bytes there are in all, as is known only now; 0 if it is not known. */
    public void expect(long bytes) {
        all = bytes;
    }

    @Override
    public void transactions(long number) {
        transactions = number;
    }

    @Override
    public void read(long bytes) {
        reached(done + bytes, "");
    }

    /**
     * Tells how many of the bytes are done.
     *
     * @param more what else there is to say; empty for nothing
     */
    public void reached(long bytes, String more) {
        done = bytes;
        long now = nanos.getAsLong();
        if (now - told >= EVERY_NANOS) {
            told = now;
            tell.accept(sentence(now) + (more.isEmpty() ? "" : "; " + more));
        }
    }

    private String sentence(long now) {
        double rate = done / ((now - began) / SECOND);
        String far = all <= 0 ? "" : String.format(Locale.ROOT, " of %,.1f MB (%d %%)", all / MEGA, percent());
        String left = all <= done || done == 0 ? "" : String.format(Locale.ROOT, ", %,.0f s left", (all - done) / rate);
        return String.format(
                Locale.ROOT,
                "%s: %,.1f%s, %,.1f MB/s%s%s",
                what,
                done / MEGA,
                far.isEmpty() ? " MB" : far,
                rate / MEGA,
                left,
                counted());
    }

    private String counted() {
        if (allTransactions > 0 && all > 0) {
            long about = Math.round(allTransactions * Math.min(1.0, (double) done / all));
            return String.format(Locale.ROOT, "; about %,d of %,d transactions", about, allTransactions);
        }
        return transactions == 0 ? "" : String.format(Locale.ROOT, "; %,d transactions", transactions);
    }

    private long percent() {
        return Math.min(PERCENT, done * PERCENT / all);
    }
}
