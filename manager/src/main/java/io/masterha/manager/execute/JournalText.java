package io.masterha.manager.execute;

import com.fasterxml.jackson.jr.ob.JSON;
import io.masterha.binlog.Problem;
import io.masterha.binlog.node.RecordText;
import io.masterha.binlog.node.SavedLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The JSON of a journal's lines; what cannot be understood is a problem that names the journal.
 *
 * @param location where the journal is
 */
record JournalText(String location) {
    String write(Object value) {
        try {
            return JSON.std.asString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Map<String, Object> object(String text) {
        try {
            return Optional.ofNullable(JSON.std.mapFrom(text)).orElse(Map.of());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    SavedLog savedLog(Object value) {
        try {
            return RecordText.read(SavedLog.class, write(value));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    <T> T understood(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw unreadable(e);
        }
    }

    private Problem unreadable(Exception e) {
        return Problem.of(ExecuteError.JOURNAL_UNUSABLE, "a line of the journal cannot be read: " + location)
                .why(e.getMessage() == null ? e.toString() : e.getMessage())
                .next("look at the servers, finish by hand, then move the journal away")
                .causedBy(e);
    }
}
