package io.masterha.manager.config;

import io.masterha.binlog.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A file in MHA's ini format that keeps the operator's lines: comments, order and spacing survive every change. */
public final class CnfFile {
    private final Path path;
    private final List<String> lines;

    /** One {@code key=value}. */
    public record Entry(String section, String key, String value, int line) {}

    /** A line that is neither empty, comment, section nor {@code key=value}, or that stands outside a section. */
    public record BadLine(int line, String text) {}

    private CnfFile(Path path, List<String> lines) {
        this.path = path;
        this.lines = List.copyOf(lines);
    }

    /** @throws Problem if the file is missing or cannot be read */
    public static CnfFile read(Path path) {
        try {
            return new CnfFile(path, Files.readAllLines(path, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            throw Problem.of(ConfigError.CONFIG_UNREADABLE, path + ": there is no such file")
                    .next("give the application's file with --conf=FILE")
                    .causedBy(e);
        } catch (IOException e) {
            throw Problem.of(ConfigError.CONFIG_UNREADABLE, path + ": it cannot be read")
                    .why(String.valueOf(e.getMessage()))
                    .next("check its owner, its mode and that it is UTF-8 text")
                    .causedBy(e);
        }
    }

    public Path path() {
        return path;
    }

    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        String section = "";
        for (int i = 0; i < lines.size(); i++) {
            String text = lines.get(i).trim();
            Optional<String> header = header(text);
            if (header.isPresent()) {
                section = header.get();
            } else if (!isComment(text) && text.contains("=") && !section.isEmpty()) {
                int equals = text.indexOf('=');
                String key = text.substring(0, equals).trim();
                entries.add(new Entry(section, key, value(text.substring(equals + 1)), i + 1));
            }
        }
        return entries;
    }

    public List<BadLine> badLines() {
        List<BadLine> bad = new ArrayList<>();
        boolean inSection = false;
        for (int i = 0; i < lines.size(); i++) {
            String text = lines.get(i).trim();
            if (header(text).isPresent()) {
                inSection = true;
            } else if (!isComment(text) && (!text.contains("=") || !inSection)) {
                bad.add(new BadLine(i + 1, text));
            }
        }
        return bad;
    }

    /** Section names in the order of the file, each once. */
    public List<String> sections() {
        return lines.stream()
                .map(line -> header(line.trim()))
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    /** The same file without a section; the lines of the other sections stay as they are. */
    public CnfFile without(String section) {
        List<String> kept = new ArrayList<>();
        boolean inside = false;
        for (String line : lines) {
            Optional<String> header = header(line.trim());
            if (header.isPresent()) {
                inside = header.get().equals(section);
            }
            if (!inside) {
                kept.add(line);
            }
        }
        return new CnfFile(path, kept);
    }

    /** The same file with a section more at its end. */
    public CnfFile with(String section, List<String> keysAndValues) {
        List<String> more = new ArrayList<>(lines);
        if (!more.isEmpty() && !more.get(more.size() - 1).isBlank()) {
            more.add("");
        }
        more.add("[" + section + "]");
        more.addAll(keysAndValues);
        return new CnfFile(path, more);
    }

    /** Replaces the file on disk: whole or not at all, with the mode of the old one. */
    public void write() {
        Path temporary = path.resolveSibling(path.getFileName() + ".new");
        try {
            Files.deleteIfExists(temporary);
            if (Files.exists(path)) {
                Files.copy(path, temporary, StandardCopyOption.COPY_ATTRIBUTES);
            }
            Files.writeString(temporary, String.join("\n", lines) + "\n");
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw Problem.of(ConfigError.CONFIG_UNREADABLE, path + ": it cannot be rewritten")
                    .why(String.valueOf(e.getMessage()))
                    .next("check the mode of the file and its directory, and the space on the disk")
                    .causedBy(e);
        }
    }

    private static boolean isComment(String text) {
        return text.isEmpty() || text.startsWith("#") || text.startsWith(";");
    }

    private static Optional<String> header(String text) {
        return text.startsWith("[") && text.contains("]")
                ? Optional.of(text.substring(1, text.indexOf(']')).trim())
                : Optional.empty();
    }

    /** A trailing {@code " ; text"} is a comment; {@code #} inside a value stays. */
    private static String value(String text) {
        int comment = text.indexOf(" ; ");
        return (comment < 0 ? text : text.substring(0, comment)).trim();
    }
}
