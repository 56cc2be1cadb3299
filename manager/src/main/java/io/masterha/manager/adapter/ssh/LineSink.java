package io.masterha.manager.adapter.ssh;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Takes the bytes that a remote command prints and hands them on line by line. */
final class LineSink extends OutputStream {
    private static final int LONGEST_LINE_BYTES = 16 * 1024 * 1024;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final Consumer<String> onLine;
    private final Runnable onEvent;

    /** @param onEvent called after every write and at the end */
    LineSink(Consumer<String> onLine, Runnable onEvent) {
        this.onLine = onLine;
        this.onEvent = onEvent;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] == '\n') {
                endLine();
            } else if (line.size() < LONGEST_LINE_BYTES) {
                line.write(bytes[i]);
            }
        }
        onEvent.run();
    }

    private void endLine() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        onLine.accept(text);
    }

    @Override
    public synchronized void close() {
        if (line.size() > 0) {
            endLine();
        }
        onEvent.run();
    }
}
