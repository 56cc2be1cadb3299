package io.masterha.binlog;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Says every two seconds how far an applier is with what its replica has received.
 *
 * <p>How much is left is known while both positions are in one file of the source; how long the files between two others
 * are is written nowhere on a replica.
 */
public final class CatchingUp {
    private static final long FIRST_EVENT = 4;

    private final Pace pace;
    private Optional<BinlogPosition> before = Optional.empty();
    private long done;

    /** @param nanos the clock */
    public CatchingUp(Consumer<String> tell, LongSupplier nanos) {
        pace = new Pace(tell, nanos);
    }

    /**
     * To be called at every look.
     *
     * @param more what else there is to say; empty for nothing
     */
    public void saw(BinlogPosition executed, BinlogPosition received, String more) {
        if (before.isEmpty()) {
            pace.begin("executing what was received", 0);
        }
        BinlogPosition last = before.orElse(executed);
        long from = last.file().equals(executed.file()) ? last.offset() : FIRST_EVENT;
        done += Math.max(0, executed.offset() - from);
        before = Optional.of(executed);
        boolean isNear = executed.file().equals(received.file());
        pace.expect(isNear ? done + Math.max(0, received.offset() - executed.offset()) : 0);
        pace.reached(done, "executed up to " + executed + " of " + received + (more.isEmpty() ? "" : ", " + more));
    }
}
