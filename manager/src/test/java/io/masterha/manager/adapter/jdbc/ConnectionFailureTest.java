package io.masterha.manager.adapter.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.port.PingAnswer.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.sql.SQLException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionFailureTest {
    private static SQLException link(Throwable cause) {
        return new SQLException("Communications link failure", "08S01", new IOException("driver", cause));
    }

    @ParameterizedTest
    @ValueSource(ints = {1040, 1042, 1043, 1044, 1045, 1129, 1130, 1203, 1226, 1251, 1275, 1290, 1862, 3159})
    void an_error_that_the_server_sent_is_a_sign_of_life(int number) {
        assertEquals(Kind.TURNED_AWAY, ConnectionFailure.kind(new SQLException("no", "08004", number)));
    }

    @Test
    void trouble_with_encryption_or_a_plugin_is_a_sign_of_life() {
        assertEquals(Kind.TURNED_AWAY, ConnectionFailure.kind(link(new SSLHandshakeException("no common version"))));
        assertEquals(
                Kind.TURNED_AWAY,
                ConnectionFailure.kind(new SQLException("Public Key Retrieval is not allowed", "08001")));
    }

    @Test
    void a_closed_door_is_a_refusal() {
        assertEquals(Kind.REFUSED, ConnectionFailure.kind(link(new ConnectException("Connection refused"))));
        assertEquals(Kind.REFUSED, ConnectionFailure.kind(link(new SocketException("Connection reset"))));
        assertEquals(Kind.REFUSED, ConnectionFailure.kind(link(new SocketException("Broken pipe"))));
        assertEquals(Kind.REFUSED, ConnectionFailure.kind(link(new EOFException("can not read"))));
        assertEquals(Kind.REFUSED, ConnectionFailure.kind(link(new AsynchronousCloseException())));
        assertEquals(Kind.REFUSED, ConnectionFailure.kind(new SQLException("Communications link failure", "08S01")));
    }

    @Test
    void a_host_that_says_nothing_is_silent() {
        assertEquals(Kind.SILENT, ConnectionFailure.kind(link(new SocketTimeoutException("Read timed out"))));
        assertEquals(Kind.SILENT, ConnectionFailure.kind(link(new ConnectException("Connection timed out"))));
        assertEquals(Kind.SILENT, ConnectionFailure.kind(link(new NoRouteToHostException("No route to host"))));
        assertEquals(Kind.SILENT, ConnectionFailure.kind(link(new ConnectException("Network is unreachable"))));
        assertEquals(
                Kind.SILENT,
                ConnectionFailure.kind(ConnectionFailure.timedOut(Duration.ofSeconds(1), new SQLException("cut"))));
    }

    @Test
    void only_failed_encryption_is_tried_again_in_the_clear() {
        assertTrue(ConnectionFailure.isTlsTrouble(link(new SSLException("SSL peer shut down incorrectly"))));
        assertFalse(ConnectionFailure.isTlsTrouble(link(new SocketTimeoutException("Read timed out"))));
        assertFalse(ConnectionFailure.isTlsTrouble(new SQLException("Access denied", "28000", 1045)));
    }

    @Test
    void the_server_s_number_and_words_are_told() {
        assertEquals(
                "error 1045: Access denied for user",
                ConnectionFailure.words(new SQLException("Access denied\n for user", "28000", 1045)));
        assertEquals("Connection refused", ConnectionFailure.words(link(new ConnectException("Connection refused"))));
    }
}
