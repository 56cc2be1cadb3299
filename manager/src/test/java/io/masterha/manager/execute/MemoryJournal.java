package io.masterha.manager.execute;

import io.masterha.manager.port.JournalStore;
import io.masterha.manager.port.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Keeps a journal in memory, under a clock that stands. */
final class MemoryJournal implements JournalStore, Time {
    private final List<String> lines;

    MemoryJournal(List<String> lines) {
        this.lines = new ArrayList<>(lines);
    }

    Journal open() {
        return new Journal(this, this);
    }

    @Override
    public void append(String line) {
        lines.add(line);
    }

    @Override
    public List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public String location() {
        return "memory";
    }

    @Override
    public Instant now() {
        return Instant.EPOCH;
    }

    @Override
    public long nanos() {
        return 0;
    }

    @Override
    public void sleep(Duration duration) {
        throw new UnsupportedOperationException();
    }
}
