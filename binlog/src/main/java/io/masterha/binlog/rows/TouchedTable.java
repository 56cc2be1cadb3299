package io.masterha.binlog.rows;

import java.util.BitSet;

/** What transactions did to one table: how many rows, and which columns updates changed. */
public final class TouchedTable {
    private final TableMap map;
    private final BitSet missing = new BitSet();
    private final BitSet changed = new BitSet();
    private long inserted;
    private long updated;
    private long deleted;
    private long checkedDeletes;

    TouchedTable(TableMap map) {
        this.map = map;
    }

    void add(RowsEvent event) {
        boolean checked = (event.flags() & RowsEvent.FLAG_NO_FOREIGN_KEYS) == 0;
        switch (event.kind()) {
            case INSERT -> inserted += event.rows();
            case DELETE -> {
                deleted += event.rows();
                checkedDeletes += checked ? event.rows() : 0;
            }
            case UPDATE -> {
                updated += event.rows();
                if (checked) {
                    compare(event);
                }
            }
        }
    }

    private void compare(RowsEvent event) {
        for (int i = 0; i + 1 < event.images().size(); i += 2) {
            RowImage before = event.images().get(i);
            RowImage after = event.images().get(i + 1);
            for (int column = 0; column < map.columns(); column++) {
                if (!changed.get(column) && before.differs(after, column, map.type(column))) {
                    changed.set(column);
                }
            }
        }
    }

    public TableMap map() {
        return map;
    }

    public long inserted() {
        return inserted;
    }

    public long updated() {
        return updated;
    }

    public long deleted() {
        return deleted;
    }

    /** Whether rows were deleted while foreign keys were looked at. */
    public boolean deletedWithForeignKeys() {
        return checkedDeletes > 0;
    }

    /** Columns, from 0, whose value an update changed while foreign keys were looked at. */
    public BitSet changedColumns() {
        return changed;
    }

    /** Columns, from 0, that some image does not hold. */
    public BitSet missing() {
        return missing;
    }
}
