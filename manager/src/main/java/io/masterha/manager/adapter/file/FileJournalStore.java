package io.masterha.manager.adapter.file;

import io.masterha.binlog.ErrorCode;
import io.masterha.binlog.Problem;
import io.masterha.manager.port.JournalStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A journal in a file: each line is on disk before {@link #append} returns. The file is made with the first line. */
public final class FileJournalStore implements JournalStore, AutoCloseable {
    /** Failures of the journal's file. */
    enum JournalError implements ErrorCode {
        JOURNAL_UNWRITABLE;

        @Override
        public int exitCode() {
            return 1;
        }
    }

    private final Path path;
    private Optional<FileChannel> channel = Optional.empty();

    public FileJournalStore(Path path) {
        this.path = path;
    }

    @Override
    public synchronized void append(String line) {
        write(line, true);
    }

    @Override
    public synchronized void appendSoon(String line) {
        write(line, false);
    }

    private void write(String line, boolean force) {
        try {
            if (channel.isEmpty()) {
                channel = Optional.of(open());
            }
            ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.get().write(bytes);
            }
            if (force) {
                channel.get().force(false);
            }
        } catch (IOException e) {
            giveUp();
            throw failure("written", e);
        }
    }

    /** A full disk may have taken half a line: the file is opened anew for the next one, which cuts that off. */
    private void giveUp() {
        try {
            close();
        } catch (IOException e) {
            // It is not written to any more in any case.
        }
        channel = Optional.empty();
    }

    /** A torn last line is cut off, so that the next one does not continue it. */
    private FileChannel open() throws IOException {
        FileChannel opened = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        long whole = 0;
        if (opened.size() > 0) {
            byte[] bytes = Files.readAllBytes(path);
            whole = lastLineBreak(bytes) + 1L;
        }
        opened.truncate(whole);
        opened.position(whole);
        if (whole == 0) {
            // A file that is new has a name on the disk only when its directory is there too.
            try (FileChannel directory = FileChannel.open(path.toAbsolutePath().resolveSibling(""))) {
                directory.force(true);
            }
        }
        return opened;
    }

    private static int lastLineBreak(byte[] bytes) {
        int i = bytes.length - 1;
        while (i >= 0 && bytes[i] != '\n') {
            i--;
        }
        return i;
    }

    @Override
    public synchronized List<String> lines() {
        try {
            if (!Files.exists(path)) {
                return List.of();
            }
            byte[] bytes = Files.readAllBytes(path);
            String whole = new String(bytes, 0, lastLineBreak(bytes) + 1, StandardCharsets.UTF_8);
            List<String> lines = new ArrayList<>();
            whole.lines().forEach(lines::add);
            return lines;
        } catch (IOException e) {
            throw failure("read", e);
        }
    }

    private Problem failure(String what, IOException e) {
        return Problem.of(JournalError.JOURNAL_UNWRITABLE, path + ": the journal cannot be " + what)
                .why(String.valueOf(e.getMessage()))
                .next(
                        "make room on the disk, check the mode of its directory, then masterha-manager --conf=FILE --resume")
                .changed("the journal tells what was done before")
                .causedBy(e);
    }

    @Override
    public String location() {
        return path.toString();
    }

    @Override
    public synchronized void close() throws IOException {
        if (channel.isPresent()) {
            channel.get().close();
        }
    }
}
