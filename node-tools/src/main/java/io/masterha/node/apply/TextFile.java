package io.masterha.node.apply;

import io.masterha.binlog.FileReason;
import io.masterha.binlog.Problem;
import io.masterha.node.NodeError;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;

/** A file that was handed over to be applied: a binary log, or the text that mysqlbinlog made of one. */
public record TextFile(Path path) {
    private static final byte[] MAGIC = {(byte) 0xfe, 'b', 'i', 'n'};
    private static final byte[] ENCRYPTED = {(byte) 0xfd, 'b', 'i', 'n'};
    private static final int HEAD_BYTES = 4096;
    private static final int TAIL_BYTES = 4096;
    private static final Pattern GTID = Pattern.compile("GTID_NEXT= ?'[0-9a-fA-F]{8}-");
    private static final int LOOKED_AT_BYTES = 1 << 20;
    private static final String END = "# End of log file";

    /** Whether it is text; otherwise it is a binary log. */
    public boolean isText() {
        byte[] head = head(HEAD_BYTES);
        if (startsWith(head, MAGIC)) {
            return false;
        }
        boolean hasZero = false;
        for (byte one : head) {
            hasZero |= one == 0;
        }
        if (hasZero || head.length == 0 || startsWith(head, ENCRYPTED)) {
            String what = startsWith(head, ENCRYPTED) ? "it is an encrypted log, which only its server can read" : "";
            throw Problem.of(NodeError.NOT_SUPPORTED, path + " is neither a binary log nor the text of one")
                    .why(head.length == 0 ? "it is empty" : what.isEmpty() ? "it begins with other bytes" : what)
                    .next("save it again with save_binary_logs or apply_diff_relay_logs --command=generate");
        }
        return true;
    }

    /** A text that was cut off, as MHA's pipe leaves it when mysqlbinlog fails, would lose what is behind in silence. */
    void requireWhole() {
        byte[] tail = new byte[TAIL_BYTES];
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            file.seek(Math.max(0, file.length() - TAIL_BYTES));
            int length = Math.max(0, file.read(tail));
            if (new String(tail, 0, length, StandardCharsets.ISO_8859_1).contains(END)) {
                return;
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
        throw Problem.of(NodeError.NOT_SUPPORTED, path + " is cut off")
                .why("mysqlbinlog writes \"" + END + "\" behind the last event, and it is not there")
                .next("save it again; or append that line if the rest is not wanted");
    }

    /** Whether its transactions have names by which the server knows those that it has executed. */
    boolean hasGtids() {
        return GTID.matcher(new String(head(LOOKED_AT_BYTES), StandardCharsets.ISO_8859_1))
                .find();
    }

    private byte[] head(int bytes) {
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(bytes);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private Problem unreadable(IOException e) {
        return Problem.of(NodeError.NOT_SUPPORTED, "cannot read " + path)
                .why(FileReason.of(e))
                .next("ls -l " + path)
                .causedBy(e);
    }

    private static boolean startsWith(byte[] head, byte[] magic) {
        return head.length >= magic.length && Arrays.equals(Arrays.copyOf(head, magic.length), magic);
    }
}
