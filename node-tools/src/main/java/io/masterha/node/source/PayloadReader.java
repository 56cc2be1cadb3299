package io.masterha.node.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Takes the bytes of a packet apart, in order; one that is too short is an {@link IOException}. */
final class PayloadReader {
    private final byte[] bytes;
    private int at;

    PayloadReader(byte[] bytes) {
        this.bytes = bytes;
    }

    int left() {
        return bytes.length - at;
    }

    long number(int length) throws IOException {
        require(length);
        long value = 0;
        for (int i = 0; i < length; i++) {
            value |= (bytes[at++] & 0xFFL) << (8 * i);
        }
        return value;
    }

    byte[] raw(int length) throws IOException {
        require(length);
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    String text(int length) throws IOException {
        return new String(raw(length), StandardCharsets.UTF_8);
    }

    String rest() throws IOException {
        return text(left());
    }

    String textToZero() throws IOException {
        int end = at;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        String text = text(end - at);
        at = Math.min(bytes.length, at + 1);
        return text;
    }

    private void require(int length) throws IOException {
        if (length < 0 || length > left()) {
            throw new IOException("a packet of " + bytes.length + " bytes is too short");
        }
    }
}
