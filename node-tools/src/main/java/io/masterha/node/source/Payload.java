package io.masterha.node.source;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Builds the bytes of a packet or an event: numbers with the lowest byte first, strings of several kinds. */
final class Payload {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Payload number(long value, int length) {
        for (int i = 0; i < length; i++) {
            bytes.write((int) (value >>> (8 * i)));
        }
        return this;
    }

    Payload raw(byte[] value) {
        bytes.writeBytes(value);
        return this;
    }

    Payload text(String value) {
        return raw(value.getBytes(StandardCharsets.UTF_8));
    }

    Payload textAndZero(String value) {
        return text(value).number(0, 1);
    }

    /** A string with its length in front ("string<lenenc>"); ours are all short. */
    Payload counted(String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        if (text.length > 250) {
            number(0xFC, 1).number(text.length, 2);
        } else {
            number(text.length, 1);
        }
        return raw(text);
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
