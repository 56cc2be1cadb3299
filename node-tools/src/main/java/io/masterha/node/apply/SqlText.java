package io.masterha.node.apply;

import io.masterha.binlog.FileReason;
import io.masterha.binlog.Problem;
import io.masterha.node.NodeError;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text that mysqlbinlog makes of a log: before the statements of each event stands where it begins ("# at N"). */
final class SqlText {
    private static final Pattern FAILED_LINE = Pattern.compile("(?s).*ERROR \\d+ \\(\\w+\\) at line (\\d{1,18}).*");
    private static final Pattern AT = Pattern.compile("# at (\\d{1,18})");
    /** Longer lines are data. */
    private static final int MOST_BYTES = 40;

    private SqlText() {}

    /** The line of the statement that failed, in what the client said; empty if it did not say. */
    static OptionalLong failedLine(String words) {
        Matcher matcher = FAILED_LINE.matcher(words);
        return matcher.matches() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }

    /** Offset in the log of the last event that begins at or before a line of the text. */
    static long eventAt(Path text, long line) {
        long event = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(text), 1 << 20)) {
            byte[] head = new byte[MOST_BYTES];
            int length = 0;
            long number = 1;
            for (int next = in.read(); next >= 0 && number <= line; next = in.read()) {
                if (next != '\n') {
                    if (length < MOST_BYTES) {
                        head[length] = (byte) next;
                    }
                    length++;
                    continue;
                }
                Matcher matcher =
                        AT.matcher(new String(head, 0, Math.min(length, MOST_BYTES), StandardCharsets.ISO_8859_1));
                if (length < MOST_BYTES && matcher.matches()) {
                    event = Long.parseLong(matcher.group(1));
                }
                length = 0;
                number++;
            }
        } catch (IOException e) {
            throw Problem.of(NodeError.TOOL_FAILED, "cannot read " + text)
                    .why(FileReason.of(e))
                    .causedBy(e);
        }
        return event;
    }
}
