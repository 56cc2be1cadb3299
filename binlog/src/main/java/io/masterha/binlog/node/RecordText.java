package io.masterha.binlog.node;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** Reads records that came as JSON from elsewhere; whoever gets one can trust that nothing is missing in it. */
public final class RecordText {
    private RecordText() {}

    /**
     * Reads one record; keys that it does not know are ignored.
     *
     * @throws IOException if the text is no such record, or a part of it is missing; the message may quote the text
     */
    public static <T extends Record> T read(Class<T> kind, String text) throws IOException {
        try {
            T read = JSON.std.beanFrom(kind, text);
            requireWhole(kind.getSimpleName(), Optional.ofNullable(read));
            return read;
        } catch (NullPointerException | IllegalArgumentException | ReflectiveOperationException e) {
            throw new IOException("no whole " + kind.getSimpleName() + ": " + e.getMessage(), e);
        }
    }

    private static void requireWhole(String name, Optional<?> whole) throws ReflectiveOperationException {
        Object part = whole.orElseThrow(() -> new IllegalArgumentException(name + " is missing"));
        if (part instanceof Collection<?> items) {
            for (Object item : items) {
                requireWhole("an item of " + name, Optional.ofNullable(item));
            }
        } else if (part instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                requireWhole(name + "." + entry.getKey(), Optional.ofNullable(entry.getValue()));
            }
        } else if (part instanceof Record) {
            for (RecordComponent component : part.getClass().getRecordComponents()) {
                requireWhole(
                        component.getName(),
                        Optional.ofNullable(component.getAccessor().invoke(part)));
            }
        }
    }
}
