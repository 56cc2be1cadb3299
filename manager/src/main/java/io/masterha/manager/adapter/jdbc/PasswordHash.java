package io.masterha.manager.adapter.jdbc;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A password as a server stores it.
 *
 * <p>{@code mysql_native_password}: {@code *} and SHA1(SHA1(password)) in hexadecimal digits.
 * {@code caching_sha2_password}: {@code $A$}, rounds divided by 1000 as three hexadecimal digits, {@code $}, 20 bytes of
 * salt, 43 characters of SHA-crypt (MySQL {@code sha2_password_common.cc}, {@code crypt_genhash_impl.cc}).
 *
 * @param plugin name of the authentication plugin; empty on servers that do not say
 * @param stored what is in {@code authentication_string} or {@code Password}
 */
record PasswordHash(String plugin, String stored) {
    private static final int SALT_CHARS = 20;
    private static final int PREFIX_CHARS = 7;

    /** Whether a password is the stored one. */
    enum Answer {
        RIGHT,
        WRONG,
        /** A plugin that cannot be tested from outside. */
        UNKNOWN
    }

    static PasswordHash of(Row user) {
        String stored = user.text("authentication_string");
        return new PasswordHash(user.text("plugin"), stored.isEmpty() ? user.text("Password") : stored);
    }

    Answer compare(String password) {
        return switch (plugin) {
            case "", "mysql_native_password" -> answer(stored.equalsIgnoreCase(nativeHash(password)));
            case "caching_sha2_password" -> compareCachingSha2(password);
            default -> Answer.UNKNOWN;
        };
    }

    private static Answer answer(boolean isRight) {
        return isRight ? Answer.RIGHT : Answer.WRONG;
    }

    private static String nativeHash(String password) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            byte[] twice = sha1.digest(sha1.digest(password.getBytes(StandardCharsets.UTF_8)));
            return "*" + HexFormat.of().formatHex(twice).toUpperCase(Locale.ROOT);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Answer compareCachingSha2(String password) {
        boolean isKnown = stored.startsWith("$A$")
                && stored.length() > PREFIX_CHARS + SALT_CHARS
                && stored.substring(3, 6).matches("[0-9A-Fa-f]{3}");
        if (!isKnown) {
            return Answer.UNKNOWN;
        }
        int rounds = Integer.parseInt(stored.substring(3, 6), 16) * 1000;
        String salt = stored.substring(PREFIX_CHARS, PREFIX_CHARS + SALT_CHARS);
        return answer(stored.substring(PREFIX_CHARS + SALT_CHARS).equals(Sha256Crypt.hash(password, salt, rounds)));
    }

    /** Never shown, not even hashed. */
    @Override
    public String toString() {
        return "PasswordHash[" + plugin + "]";
    }
}
