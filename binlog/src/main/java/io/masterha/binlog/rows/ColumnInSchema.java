package io.masterha.binlog.rows;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A column as a server's information_schema describes it.
 *
 * @param type {@code COLUMN_TYPE}, for example {@code int(10) unsigned} or {@code enum('a','b')}
 * @param charset {@code CHARACTER_SET_NAME}; empty for numbers and binary data
 */
public record ColumnInSchema(String name, String type, String charset) {
    boolean isUnsigned() {
        return type.toLowerCase(Locale.ROOT).contains(" unsigned");
    }

    /** The labels of an ENUM or SET, in order; empty for others. */
    List<String> labels() {
        String lower = type.toLowerCase(Locale.ROOT);
        List<String> labels = new ArrayList<>();
        if (!lower.startsWith("enum(") && !lower.startsWith("set(")) {
            return labels;
        }
        StringBuilder label = new StringBuilder();
        boolean inside = false;
        for (int i = type.indexOf('(') + 1; i < type.length(); i++) {
            char c = type.charAt(i);
            if (!inside) {
                inside = c == '\'';
            } else if (c != '\'') {
                label.append(c);
            } else if (i + 1 < type.length() && type.charAt(i + 1) == '\'') {
                label.append(c);
                i++;
            } else {
                labels.add(label.toString());
                label.setLength(0);
                inside = false;
            }
        }
        return labels;
    }
}
