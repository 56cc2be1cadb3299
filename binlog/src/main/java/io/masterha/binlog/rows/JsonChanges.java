package io.masterha.binlog.rows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The changes of a JSON document that a server logs with binlog_row_value_options=PARTIAL_JSON, as text.
 *
 * <p>Source: MySQL {@code json_diff.cc}: operation 1 (0 replace, 1 insert, 2 remove), length of the path (packed), path, and
 * unless removed length of the value (packed) and value.
 */
final class JsonChanges {
    private static final String[] OPERATIONS = {"replace", "insert", "remove"};
    private static final int REMOVE = 2;

    private JsonChanges() {}

    static String text(ByteBuffer changes) {
        ByteBuffer from = changes.slice().order(ByteOrder.LITTLE_ENDIAN);
        StringBuilder text = new StringBuilder();
        try {
            while (from.hasRemaining()) {
                int operation = from.get() & 0xFF;
                String path = Packed.text(from, Packed.count(from));
                text.append(text.isEmpty() ? "" : "; ")
                        .append(OPERATIONS[operation])
                        .append(' ')
                        .append(path);
                if (operation != REMOVE) {
                    ByteBuffer value = Packed.slice(from, Packed.count(from));
                    text.append(" = ").append(CellText.json(CellText.bytes(value)));
                }
            }
            return text.toString();
        } catch (IllegalArgumentException | IndexOutOfBoundsException | java.nio.BufferUnderflowException e) {
            return CellText.hex(CellText.bytes(changes));
        }
    }
}
