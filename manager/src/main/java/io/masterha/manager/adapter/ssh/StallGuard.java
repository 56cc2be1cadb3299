package io.masterha.manager.adapter.ssh;

import com.jcraft.jsch.SftpProgressMonitor;
import io.masterha.binlog.Reading;
import io.masterha.manager.adapter.Deadlines;
import java.time.Duration;

/** Cuts something off that has made no progress for a while, however long it takes altogether. */
final class StallGuard implements SftpProgressMonitor, AutoCloseable {
    private final Duration stall;
    private final Runnable cut;
    private final Reading reading;
    private volatile Deadlines.Armed armed;
    private volatile long movedNanos = System.nanoTime();
    private volatile boolean stalled;
    private volatile boolean closed;

    StallGuard(Duration stall, Runnable cut) {
        this(stall, cut, Reading.UNWATCHED);
    }

    /** @param reading is told of every byte that moves */
    StallGuard(Duration stall, Runnable cut, Reading reading) {
        this.reading = reading;
        this.stall = stall;
        this.cut = cut;
        this.armed = Deadlines.arm(stall, this::look);
    }

    private void look() {
        Duration still = Duration.ofNanos(System.nanoTime() - movedNanos);
        if (closed) {
            return;
        }
        if (still.compareTo(stall) >= 0) {
            stalled = true;
            cut.run();
        } else {
            armed = Deadlines.arm(stall.minus(still), this::look);
        }
    }

    void moved() {
        movedNanos = System.nanoTime();
    }

    boolean hasStalled() {
        return stalled;
    }

    @Override
    public void init(int op, String src, String dest, long max) {
        moved();
    }

    @Override
    public boolean count(long bytes) {
        moved();
        reading.read(bytes);
        return !stalled;
    }

    @Override
    public void end() {
        moved();
    }

    @Override
    public void close() {
        closed = true;
        armed.close();
    }
}
