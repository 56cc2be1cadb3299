package io.masterha.node.apply;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Files kept open while somebody else deletes them, so that the deleting is quick for him: their blocks are freed when we
 * close them. A server that unlinks a large relay log holds up its applier for as long as the file system takes.
 */
final class HeldFiles implements Closeable {
    private final Map<Path, FileChannel> channels = new LinkedHashMap<>();
    private boolean unreadable;

    private HeldFiles() {}

    /** Opens what it may read; the others are deleted the slow way. */
    static HeldFiles open(List<Path> files) {
        HeldFiles held = new HeldFiles();
        for (Path file : files) {
            try {
                held.channels.put(file, FileChannel.open(file));
            } catch (IOException e) {
                held.unreadable = true;
            }
        }
        return held;
    }

    /** Whether a file could not be opened or asked for its size. */
    boolean isIncomplete() {
        return unreadable;
    }

    /** How large these are, deleted or not; 0 for those that could not be opened. */
    long bytesOf(List<Path> files) {
        long bytes = 0;
        for (Path file : files) {
            FileChannel channel = channels.get(file);
            try {
                bytes += channel == null ? 0 : channel.size();
            } catch (IOException e) {
                // Only a figure of the answer.
                unreadable = true;
            }
        }
        return bytes;
    }

    @Override
    public void close() {
        for (FileChannel channel : channels.values()) {
            try {
                channel.close();
            } catch (IOException e) {
                // Nothing was written; the others are closed all the same.
                unreadable = true;
            }
        }
    }
}
