package io.masterha.node.cli;

import io.masterha.binlog.FileReason;
import io.masterha.binlog.Problem;
import io.masterha.node.NodeError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The group {@code [client]} of an option file, as the server's own client programs read it, without includes. */
record ClientSection(Map<String, String> values) {
    static ClientSection read(Optional<Path> file) {
        Map<String, String> values = new LinkedHashMap<>();
        if (file.isEmpty()) {
            return new ClientSection(values);
        }
        try {
            String group = "";
            for (String line : Files.readAllLines(file.get(), StandardCharsets.UTF_8)) {
                String text = line.strip();
                if (text.startsWith("[") && text.endsWith("]")) {
                    group = text.substring(1, text.length() - 1).strip();
                } else if (group.equals("client") && !text.startsWith("#") && text.indexOf('=') > 0) {
                    int equal = text.indexOf('=');
                    values.put(
                            text.substring(0, equal).strip().replace('-', '_'),
                            unquoted(text.substring(equal + 1).strip()));
                }
            }
            return new ClientSection(values);
        } catch (IOException e) {
            throw Problem.of(NodeError.USAGE, "cannot read the option file " + file.get())
                    .why(FileReason.of(e))
                    .next("ls -l " + file.get())
                    .causedBy(e);
        }
    }

    /** Empty if it is not there. */
    String value(String name) {
        return values.getOrDefault(name, "");
    }

    private static String unquoted(String value) {
        char mark = value.isEmpty() ? ' ' : value.charAt(0);
        boolean quoted = value.length() > 1 && (mark == '"' || mark == '\'') && value.endsWith(String.valueOf(mark));
        String bare = quoted ? value.substring(1, value.length() - 1) : value;
        return bare.replace("\\\\", "\\");
    }

    /** Without the values: one of them is the password. */
    @Override
    public String toString() {
        return "[client] with " + values.keySet();
    }
}
