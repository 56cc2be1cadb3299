package io.masterha.manager.adapter.jdbc;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-crypt with SHA-256, as Ulrich Drepper specified it ("Unix crypt using SHA-256 and SHA-512", 0.6). */
final class Sha256Crypt {
    private static final String DIGITS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int SIZE = 32;

    private Sha256Crypt() {}

    /** The 43 characters behind the salt. Unlike in crypt(3) a salt may be longer than 16 characters, as MySQL's is. */
    static String hash(String password, String salt, int rounds) {
        byte[] key = password.getBytes(StandardCharsets.UTF_8);
        byte[] grains = salt.getBytes(StandardCharsets.UTF_8);
        MessageDigest sha = sha256();
        byte[] mixed = mixed(sha, key, grains);
        byte[] keys = repeated(digestOf(sha, key, key.length), key.length);
        byte[] salts = repeated(digestOf(sha, grains, 16 + (mixed[0] & 0xFF)), grains.length);
        byte[] digest = mixed;
        for (int round = 0; round < rounds; round++) {
            boolean isOdd = round % 2 == 1;
            sha.update(isOdd ? keys : digest);
            if (round % 3 != 0) {
                sha.update(salts);
            }
            if (round % 7 != 0) {
                sha.update(keys);
            }
            sha.update(isOdd ? digest : keys);
            digest = sha.digest();
        }
        return text(digest);
    }

    private static byte[] mixed(MessageDigest sha, byte[] key, byte[] salt) {
        sha.update(key);
        sha.update(salt);
        byte[] alternate = sha.digest(key);
        sha.update(key);
        sha.update(salt);
        sha.update(repeated(alternate, key.length));
        for (int bits = key.length; bits > 0; bits >>= 1) {
            sha.update((bits & 1) == 1 ? alternate : key);
        }
        return sha.digest();
    }

    private static byte[] digestOf(MessageDigest sha, byte[] text, int times) {
        for (int i = 0; i < times; i++) {
            sha.update(text);
        }
        return sha.digest();
    }

    private static byte[] repeated(byte[] digest, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = digest[i % SIZE];
        }
        return bytes;
    }

    /** Three bytes in four digits, in the order of the specification: 0 10 20, 21 1 11, 12 22 2, ... */
    private static String text(byte[] digest) {
        StringBuilder text = new StringBuilder(43);
        int[] at = {0, 10, 20};
        for (int group = 0; group < 10; group++) {
            digits(text, digest[at[0]], digest[at[1]], digest[at[2]], 4);
            at = new int[] {at[2] + 1, at[0] + 1, at[1] + 1};
        }
        digits(text, (byte) 0, digest[31], digest[30], 3);
        return text.toString();
    }

    private static void digits(StringBuilder text, byte high, byte middle, byte low, int count) {
        int bits = (high & 0xFF) << 16 | (middle & 0xFF) << 8 | (low & 0xFF);
        for (int i = 0; i < count; i++) {
            text.append(DIGITS.charAt(bits & 63));
            bits >>= 6;
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
