package io.masterha.manager.adapter.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What a host hears of a server that greets, of one that only accepts, and of none. */
class GreetingTest {
    private static String ask(int port) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "/bin/sh", "-c", RouteScript.GREETING, "masterha", "127.0.0.1", String.valueOf(port), "1")
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return out.strip();
    }

    @Test
    void a_server_that_says_its_first_words_is_heard() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread greeter = new Thread(() -> {
                try (Socket socket = server.accept()) {
                    // As a server begins: a length, and then the version of the protocol.
                    socket.getOutputStream().write(new byte[] {74, 0, 0, 0, 10, 57});
                    socket.getInputStream().read();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            greeter.start();
            assertEquals("route yes", ask(server.getLocalPort()));
            greeter.join();
        }
    }

    @Test
    void one_that_only_accepts_as_the_kernel_does_for_a_stopped_process_is_not() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            assertEquals("route no", ask(server.getLocalPort()));
        }
    }

    @Test
    void a_closed_port_is_not() throws Exception {
        int port;
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
        }
        assertEquals("route no", ask(port));
    }
}
