package io.masterha.node.save;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Takes out of the text of {@code mysqlbinlog} what would end a transaction that goes on in the text before or behind it.
 *
 * <p>That is, within the first ten events, the ROLLBACK and the BINLOG statement of a Start event; and the ROLLBACK that
 * mysqlbinlog adds at the end. Bytes stay as they are.
 */
public final class TextFilter {
    private static final int FIRST_EVENTS = 10;
    private static final int LONGEST_MARK = 400;
    private static final Pattern EVENT = Pattern.compile("# at \\d+\\s*");
    private static final Pattern START =
            Pattern.compile("#\\d{6} .*\\tStart: (binlog|xid).*|#\\d{6} .* Start: binlog .*");
    private static final Pattern ROLLBACK = Pattern.compile("(?i)ROLLBACK\\s*(/\\*.*\\*/)?\\s*;?\\s*");
    private static final Pattern ADDED = Pattern.compile("(?i)ROLLBACK\\s*/\\*\\s*added by mysqlbinlog\\s*\\*/.*");

    private final OutputStream out;
    private int events;
    private boolean inStart;
    private boolean inStatement;
    /** An added ROLLBACK and what came behind it: the last one is at the very end, and is not written. */
    private List<byte[]> held = new ArrayList<>();

    private TextFilter(OutputStream out) {
        this.out = out;
    }

    /** Copies the text; closes nothing. */
    public static void copy(InputStream in, OutputStream out) throws IOException {
        TextFilter filter = new TextFilter(out);
        BufferedInputStream lines = new BufferedInputStream(in, 1 << 16);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = lines.read(); next >= 0; next = lines.read()) {
            line.write(next);
            if (next == '\n') {
                filter.take(line.toByteArray());
                line.reset();
            }
        }
        if (line.size() > 0) {
            filter.take(line.toByteArray());
        }
        filter.end();
    }

    private void take(byte[] line) throws IOException {
        String text = line.length > LONGEST_MARK ? "" : new String(line, StandardCharsets.ISO_8859_1).stripTrailing();
        if (EVENT.matcher(text).matches()) {
            events++;
            inStart = false;
            inStatement = false;
            release();
        } else if (START.matcher(text).matches() && events <= FIRST_EVENTS) {
            inStart = true;
        }
        if (inStart && isDropped(text)) {
            return;
        }
        if (ADDED.matcher(text).matches()) {
            release();
            held.add(line);
        } else if (held.isEmpty()) {
            out.write(line);
        } else {
            held.add(line);
        }
    }

    /** The BINLOG statement of a Start event reaches to the line with its closing quote. */
    private boolean isDropped(String text) {
        if (inStatement) {
            inStatement = !text.startsWith("'");
            return true;
        }
        if (text.startsWith("BINLOG '")) {
            inStatement = !text.endsWith("'/*!*/;") || text.length() == "BINLOG '".length();
            return true;
        }
        return ROLLBACK.matcher(text.replace("/*!*/;", "")).matches();
    }

    private void release() throws IOException {
        for (byte[] line : held) {
            out.write(line);
        }
        held = new ArrayList<>();
    }

    private void end() throws IOException {
        if (!held.isEmpty()) {
            held.remove(0);
            release();
        }
        out.flush();
    }
}
