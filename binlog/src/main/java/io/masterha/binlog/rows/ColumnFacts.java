package io.masterha.binlog.rows;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the optional fields of a TABLE_MAP say about the columns (MySQL 8.0, MariaDB 10.5 and later).
 *
 * @param unsigned by column; MySQL and MariaDB always log it
 * @param knowsSigns whether {@code unsigned} was there at all
 * @param names empty without binlog_row_metadata=FULL
 * @param collations by column; 0 if not known
 * @param labels of ENUM and SET columns, by column
 */
record ColumnFacts(
        BitSet unsigned,
        boolean knowsSigns,
        List<String> names,
        Map<Integer, Integer> collations,
        Map<Integer, List<String>> labels) {
    private static final int SIGNEDNESS = 1;
    private static final int DEFAULT_CHARSET = 2;
    private static final int COLUMN_CHARSET = 3;
    private static final int COLUMN_NAME = 4;
    private static final int SET_LABELS = 5;
    private static final int ENUM_LABELS = 6;

    static ColumnFacts read(ByteBuffer fields, List<ColumnType> types) {
        BitSet unsigned = new BitSet();
        boolean knowsSigns = false;
        List<String> names = new ArrayList<>();
        Map<Integer, Integer> collations = new HashMap<>();
        Map<Integer, List<String>> labels = new HashMap<>();
        while (fields.hasRemaining()) {
            int kind = fields.get() & 0xFF;
            ByteBuffer field = Packed.slice(fields, Packed.count(fields));
            switch (kind) {
                case SIGNEDNESS -> {
                    knowsSigns = true;
                    signs(Packed.bitsFromTheTop(field), types, unsigned);
                }
                case DEFAULT_CHARSET -> defaultCollations(field, types, collations);
                case COLUMN_CHARSET -> columnCollations(field, types, collations);
                case COLUMN_NAME -> {
                    while (field.hasRemaining()) {
                        names.add(Packed.text(field, Packed.count(field)));
                    }
                }
                case SET_LABELS -> labels(field, types, ColumnType.SET, labels);
                case ENUM_LABELS -> labels(field, types, ColumnType.ENUM, labels);
                default -> {
                    // Primary keys, geometry types, visibility, what later servers add: of no use here.
                }
            }
        }
        return new ColumnFacts(
                unsigned, knowsSigns, names.size() == types.size() ? names : List.of(), collations, labels);
    }

    /** One bit per numeric column. */
    private static void signs(BitSet bits, List<ColumnType> types, BitSet unsigned) {
        int bit = 0;
        for (int i = 0; i < types.size(); i++) {
            if (types.get(i).isNumeric()) {
                unsigned.set(i, bits.get(bit++));
            }
        }
    }

    private static void defaultCollations(ByteBuffer field, List<ColumnType> types, Map<Integer, Integer> collations) {
        int usual = Packed.count(field);
        List<Integer> characters = characters(types);
        for (int column : characters) {
            collations.put(column, usual);
        }
        while (field.hasRemaining()) {
            int index = Packed.count(field);
            collations.put(characters.get(index), Packed.count(field));
        }
    }

    private static void columnCollations(ByteBuffer field, List<ColumnType> types, Map<Integer, Integer> collations) {
        for (int column : characters(types)) {
            collations.put(column, Packed.count(field));
        }
    }

    private static List<Integer> characters(List<ColumnType> types) {
        List<Integer> columns = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            if (types.get(i).isCharacter()) {
                columns.add(i);
            }
        }
        return columns;
    }

    private static void labels(
            ByteBuffer field, List<ColumnType> types, int wanted, Map<Integer, List<String>> labels) {
        for (int i = 0; i < types.size(); i++) {
            if (types.get(i).number() == wanted) {
                List<String> all = new ArrayList<>();
                for (int count = Packed.count(field); count > 0; count--) {
                    all.add(Packed.text(field, Packed.count(field)));
                }
                labels.put(i, all);
            }
        }
    }
}
