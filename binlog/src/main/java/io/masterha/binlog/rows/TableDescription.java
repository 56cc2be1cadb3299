package io.masterha.binlog.rows;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What has to be known of a table to write its rows as text: names, signs, character sets, labels.
 *
 * <p>From the TABLE_MAP as far as that tells, else from a server's information_schema.
 *
 * @param names one for each column; {@code @1}, {@code @2} if nobody tells
 * @param knowsNames whether they are the table's own
 * @param knowsSigns whether {@code unsigned} is known at all; MySQL 5.6 and 5.7 do not log it
 * @param binary columns whose bytes are no characters
 */
record TableDescription(
        List<String> names,
        boolean knowsNames,
        BitSet unsigned,
        boolean knowsSigns,
        BitSet binary,
        Map<Integer, Charset> charsets,
        Map<Integer, List<String>> labels) {

    static TableDescription of(TableMap map, List<ColumnInSchema> schema) {
        boolean fits = schema.size() == map.columns();
        ColumnFacts facts = map.facts();
        List<String> names = new ArrayList<>();
        BitSet unsigned = (BitSet) facts.unsigned().clone();
        BitSet binary = new BitSet();
        Map<Integer, Charset> charsets = new HashMap<>();
        Map<Integer, List<String>> labels = new HashMap<>(facts.labels());
        for (int i = 0; i < map.columns(); i++) {
            Optional<ColumnInSchema> column = fits ? Optional.of(schema.get(i)) : Optional.empty();
            names.add(
                    !facts.names().isEmpty()
                            ? facts.names().get(i)
                            : column.map(ColumnInSchema::name).orElse("@" + (i + 1)));
            int at = i;
            if (!facts.knowsSigns()) {
                column.filter(ColumnInSchema::isUnsigned).ifPresent(any -> unsigned.set(at));
            }
            Integer collation = facts.collations().get(i);
            if (collation != null) {
                binary.set(i, collation == Collations.BINARY);
                Collations.charset(collation).ifPresent(charset -> charsets.put(at, charset));
            } else if (column.isPresent() && map.type(i).isCharacter()) {
                binary.set(i, column.get().charset().isEmpty());
                Collations.charset(column.get().charset()).ifPresent(charset -> charsets.put(at, charset));
            }
            column.map(ColumnInSchema::labels)
                    .filter(all -> !all.isEmpty())
                    .ifPresent(all -> labels.putIfAbsent(at, all));
        }
        return new TableDescription(
                names,
                fits || !facts.names().isEmpty(),
                unsigned,
                facts.knowsSigns() || fits,
                binary,
                charsets,
                labels);
    }
}
