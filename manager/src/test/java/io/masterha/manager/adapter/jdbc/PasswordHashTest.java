package io.masterha.manager.adapter.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.masterha.manager.adapter.jdbc.PasswordHash.Answer;
import org.junit.jupiter.api.Test;

/** Stored passwords are compared as the servers do it; the values are those of other programs and of real servers. */
class PasswordHashTest {
    @Test
    void sha_crypt_gives_what_openssl_passwd_gives() {
        assertEquals(
                "5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5", Sha256Crypt.hash("Hello world!", "saltstring", 5000));
    }

    @Test
    void sha_crypt_gives_what_crypt_of_a_c_library_gives() {
        assertEquals(
                "3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA",
                Sha256Crypt.hash("Hello world!", "saltstringsaltst", 10000));
        assertEquals(
                ".UV3qCSCOsoG93bRXZ0dSvwxSTZ1LztD.HVHne9P0d.",
                Sha256Crypt.hash(
                        "a much longer password than thirty-two characters, to be sure", "saltstringsaltst", 5000));
        assertEquals("yHbtfs4Y8t6X1xcJemNX.4JQRfUTafA2qQenWGLBee2", Sha256Crypt.hash("", "x", 5000));
    }

    @Test
    void a_native_password_is_recognised() {
        // SELECT PASSWORD('password') of MySQL 5.6.
        PasswordHash stored = new PasswordHash("mysql_native_password", "*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19");
        assertEquals(Answer.RIGHT, stored.compare("password"));
        assertEquals(Answer.WRONG, stored.compare("Password"));
        assertEquals(Answer.RIGHT, new PasswordHash("", stored.stored()).compare("password"));
    }

    @Test
    void a_caching_sha2_password_is_recognised() {
        String salt = "aB3$5678901234567890";
        PasswordHash stored = new PasswordHash(
                "caching_sha2_password", "$A$005$" + salt + Sha256Crypt.hash("secret word", salt, 5000));
        assertEquals(Answer.RIGHT, stored.compare("secret word"));
        assertEquals(Answer.WRONG, stored.compare("secret words"));
    }

    @Test
    void a_plugin_that_nobody_can_look_into_is_no_wrong_password() {
        assertEquals(Answer.UNKNOWN, new PasswordHash("ed25519", "abc").compare("abc"));
        assertEquals(Answer.UNKNOWN, new PasswordHash("caching_sha2_password", "").compare("abc"));
        assertFalse(new PasswordHash("ed25519", "abc").toString().contains("abc"));
    }
}
