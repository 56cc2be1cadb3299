package io.masterha.binlog.rows;

import io.masterha.binlog.frame.EventFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A table as the TABLE_MAP event before its rows describes it: name, column types, and column names if the server logs them.
 *
 * <p>Body (manual, "Table_map_event"): table id 6, flags 2, length 1, database, zero byte, length 1, table, zero byte,
 * number of columns (packed), a byte of type for each, length of the metadata (packed), metadata, one bit per column that may be
 * NULL, then optional fields of type 1, length (packed), value.
 */
public final class TableMap {
    private static final int ID_BYTES = 6;

    private final byte[] event;
    private final long id;
    private final String database;
    private final String table;
    private final List<ColumnType> types;
    private final ColumnFacts facts;

    private TableMap(byte[] event, long id, String database, String table, List<ColumnType> types, ColumnFacts facts) {
        this.event = event;
        this.id = id;
        this.database = database;
        this.table = table;
        this.types = types;
        this.facts = facts;
    }

    /** @param event header and body, without checksum */
    static TableMap parse(byte[] event) {
        ByteBuffer body = ByteBuffer.wrap(event).order(ByteOrder.LITTLE_ENDIAN);
        body.position(EventFrame.HEADER);
        long id = tableId(body);
        body.getShort();
        String database = name(body);
        String table = name(body);
        int columns = Packed.count(body);
        ByteBuffer numbers = Packed.slice(body, columns);
        ByteBuffer metadata = Packed.slice(body, Packed.count(body));
        List<ColumnType> types = new ArrayList<>(columns);
        for (int i = 0; i < columns; i++) {
            types.add(ColumnType.read(numbers.get() & 0xFF, metadata));
        }
        Packed.bits(body, columns);
        return new TableMap(event, id, database, table, List.copyOf(types), ColumnFacts.read(body, types));
    }

    static long tableId(ByteBuffer body) {
        long low = body.getInt() & 0xFFFFFFFFL;
        return low | (body.getShort() & 0xFFFFL) << 32;
    }

    private static String name(ByteBuffer body) {
        String name = Packed.text(body, body.get() & 0xFF);
        body.get();
        return name;
    }

    static int idBytes() {
        return ID_BYTES;
    }

    /** Header and body, without checksum. */
    byte[] event() {
        return event.clone();
    }

    long id() {
        return id;
    }

    public String database() {
        return database;
    }

    public String table() {
        return table;
    }

    /** {@code database.table}. */
    public String name() {
        return database + "." + table;
    }

    /** How many columns the table has. */
    public int columns() {
        return types.size();
    }

    ColumnType type(int column) {
        return types.get(column);
    }

    ColumnFacts facts() {
        return facts;
    }
}
