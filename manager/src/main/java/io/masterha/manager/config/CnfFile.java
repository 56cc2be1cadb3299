package io.masterha.manager.config;

import io.masterha.binlog.Problem;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file in MHA's ini format that keeps the operator's lines: comments, order and spacing survive every change.
 *
 * <p>Lines are held as the bytes they were, one character each, with their line ends; only values are read as UTF-8.
 */
public final class CnfFile {
    private static final Pattern LINE = Pattern.compile("[^\n]*\n|[^\n]+$");
    private static final Pattern HEADER = Pattern.compile("\\[\\s*(\\S.*?)\\s*]");
    private static final Pattern COMMENT_AT_END = Pattern.compile("\\s;\\s.+$");
    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

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
            return of(path, new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException e) {
            throw Problem.of(ConfigError.CONFIG_UNREADABLE, path + ": there is no such file")
                    .next("give the application's file with --conf")
                    .causedBy(e);
        } catch (IOException e) {
            throw Problem.of(ConfigError.CONFIG_UNREADABLE, path + ": it cannot be read")
                    .why(FileReplacement.reason(e))
                    .next("check its owner and mode: ls -l " + path)
                    .causedBy(e);
        }
    }

    private static CnfFile of(Path path, String text) {
        int zero = text.indexOf('\0');
        if (zero >= 0) {
            long line = text.substring(0, zero).lines().count();
            throw Problem.of(ConfigError.CONFIG_UNREADABLE, path + ": it is no text file")
                    .why("there is a zero byte at line " + Math.max(1, line) + "; is it stored as UTF-16?")
                    .next("save it as UTF-8");
        }
        List<String> lines =
                new ArrayList<>(LINE.matcher(text).results().map(r -> r.group()).toList());
        return new CnfFile(path, lines);
    }

    public Path path() {
        return path;
    }

    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        String section = "";
        for (int i = 0; i < lines.size(); i++) {
            Optional<String> header = header(i);
            String text = content(i);
            if (header.isPresent()) {
                section = header.get();
            } else if (text.indexOf('=') > 0 && !section.isEmpty()) {
                int equals = text.indexOf('=');
                String key = text.substring(0, equals).trim();
                entries.add(new Entry(section, key, text.substring(equals + 1).trim(), i + 1));
            }
        }
        return entries;
    }

    public List<BadLine> badLines() {
        List<BadLine> bad = new ArrayList<>();
        boolean inSection = false;
        for (int i = 0; i < lines.size(); i++) {
            String text = content(i);
            if (header(i).isPresent()) {
                inSection = true;
            } else if (!text.isEmpty() && (text.indexOf('=') <= 0 || !inSection)) {
                bad.add(new BadLine(i + 1, text));
            }
        }
        return bad;
    }

    /** Section names in the order of the file, each once. */
    public List<String> sections() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            header(i).filter(name -> !names.contains(name)).ifPresent(names::add);
        }
        return names;
    }

    /** The line, counted from 1, on which a section begins first; 0 if it is not there. */
    public int lineOf(String section) {
        for (int i = 0; i < lines.size(); i++) {
            if (header(i).equals(Optional.of(section))) {
                return i + 1;
            }
        }
        return 0;
    }

    /**
     * The same file without a section; every other line stays byte for byte as it is.
     *
     * <p>Comments below a blank line at the section's end stay too: they are about what follows.
     */
    public CnfFile without(String section) {
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < lines.size(); ) {
            int end = i + 1;
            while (end < lines.size() && header(end).isEmpty()) {
                end++;
            }
            boolean isWanted = header(i).equals(Optional.of(section));
            kept.addAll(lines.subList(isWanted ? endOfBlock(i, end) : i, end));
            i = end;
        }
        return new CnfFile(path, kept);
    }

    /** Where the block that begins at a line ends: with its last key, the comments and blank lines right below it. */
    private int endOfBlock(int header, int next) {
        int end = next;
        while (end > header + 1 && content(end - 1).isEmpty()) {
            end--;
        }
        int afterComments = end;
        while (afterComments < next && !lines.get(afterComments).isBlank()) {
            afterComments++;
        }
        if (afterComments == next && next < lines.size()) {
            return end;
        }
        while (afterComments < next && lines.get(afterComments).isBlank()) {
            afterComments++;
        }
        return afterComments;
    }

    /** The same file with a section more at its end. */
    public CnfFile with(String section, List<String> keysAndValues) {
        String lineEnd = !lines.isEmpty() && lines.get(0).endsWith("\r\n") ? "\r\n" : "\n";
        StringBuilder text = new StringBuilder(String.join("", lines));
        if (text.length() > 0) {
            String last = lines.get(lines.size() - 1);
            text.append(last.endsWith("\n") ? "" : lineEnd).append(last.isBlank() ? "" : lineEnd);
        }
        text.append('[').append(section).append(']').append(lineEnd);
        keysAndValues.forEach(line -> text.append(bytes(line)).append(lineEnd));
        return of(path, text.toString());
    }

    /** Replaces the file on disk: whole or not at all, with the mode and the owner of the old one. */
    public void write() {
        FileReplacement.replace(path, String.join("", lines).getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A line without comment and space around it; empty if nothing else is on it. */
    private String content(int index) {
        String line = lines.get(index);
        String text = (index == 0 && line.startsWith(BYTE_ORDER_MARK) ? line.substring(BYTE_ORDER_MARK.length()) : line)
                .trim();
        boolean isComment = text.startsWith("#") || text.startsWith(";");
        return isComment ? "" : characters(withoutComment(text));
    }

    /** MHA sees a comment even between quotes; there it would cut a password in two, so it is none. */
    private static String withoutComment(String text) {
        String kept = COMMENT_AT_END.matcher(text).replaceFirst("").trim();
        String value = kept.substring(kept.indexOf('=') + 1).trim();
        char quote = value.isEmpty() ? ' ' : value.charAt(0);
        boolean isCutInTwo = (quote == '"' || quote == '\'')
                && (value.length() == 1 || value.charAt(value.length() - 1) != quote)
                && text.charAt(text.length() - 1) == quote;
        return isCutInTwo ? text : kept;
    }

    private Optional<String> header(int index) {
        Matcher header = HEADER.matcher(content(index));
        return header.matches() ? Optional.of(header.group(1)) : Optional.empty();
    }

    /** Bytes held one a character, read as UTF-8; as they are if they are not UTF-8. */
    private static String characters(String bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(java.nio.ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return bytes;
        }
    }

    private static String bytes(String characters) {
        return new String(characters.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
