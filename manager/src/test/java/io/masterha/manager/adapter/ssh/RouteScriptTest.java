package io.masterha.manager.adapter.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a host is asked, run by the shell of this one against real sockets. */
class RouteScriptTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private String run(String path, String script, String input, String... arguments)
            throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", Shell.script(script, arguments))
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().put("PATH", path);
        Process process = builder.start();
        try (java.io.OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        return Files.readString(out).strip();
    }

    private static String usualPath() {
        return java.util.Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
    }

    /** A directory with these programs only. */
    private String only(String... programs) throws IOException {
        for (String program : programs) {
            for (String place : usualPath().split(":")) {
                Path file = Path.of(place, program);
                if (Files.isExecutable(file) && !Files.exists(directory.resolve(program))) {
                    Files.createSymbolicLink(directory.resolve(program), file);
                }
            }
        }
        return directory.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash timeout", "perl"})
    void an_open_port_is_reached_and_a_closed_one_is_not(String programs) throws Exception {
        String path = only(programs.split(" "));
        int port;
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
            assertEquals("route yes", run(path, RouteScript.CONNECT, "", "127.0.0.1", String.valueOf(port), "2"));
        }
        assertEquals("route no", run(path, RouteScript.CONNECT, "", "127.0.0.1", String.valueOf(port), "2"));
    }

    @Test
    void a_host_without_the_means_or_that_does_not_know_the_name_proves_nothing() throws Exception {
        String answer = run(only("timeout"), RouteScript.CONNECT, "", "127.0.0.1", "9", "1");
        assertEquals("neither bash nor perl could connect: not there", answer);
        String unknown = run(usualPath(), RouteScript.CONNECT, "", "no.such.name.invalid", "9", "1");
        assertTrue(unknown.startsWith("neither bash nor perl could connect"), unknown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "p'w \"$x\\;`id`#%s", "-n key"})
    void the_password_of_the_writer_is_on_no_command_line_and_arrives_unharmed(String password) throws Exception {
        Path client = directory.resolve("mysql");
        Files.writeString(client, "#!/bin/sh\nfor a in \"$@\"; do echo \"arg $a\"; done\ncat /dev/stdin\n");
        assertTrue(client.toFile().setExecutable(true));
        String path = directory + ":" + usualPath();
        String file = RouteScript.optionFile(new OtherRoutes.Account("admin", password));
        String printed = run(path, RouteScript.WRITE, file, "10.0.0.1", "3306", "3");
        assertTrue(printed.endsWith(file.strip()), printed);
        assertTrue(printed.startsWith("arg --defaults-extra-file=/dev/stdin\narg --host=10.0.0.1\n"), printed);
        String escaped = password.replace("\\", "\\\\").replace("\"", "\\\"");
        assertEquals(printed.indexOf(escaped), printed.lastIndexOf("password=\"") + "password=\"".length());
    }
}
