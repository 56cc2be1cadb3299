package io.masterha.manager.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Runs a sample script with programs of our own in its PATH: ssh runs here, ip and others write down what they are told. */
abstract class SampleScript {
    static final Path SAMPLES = Path.of("../samples/scripts").toAbsolutePath().normalize();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    /** Whether the manager says that it makes the old source read-only itself. */
    boolean blocksWrites;

    final List<String> printed = new ArrayList<>();

    @BeforeEach
    void programs() throws IOException, InterruptedException {
        program("ssh", "echo ssh \"$@\" >>$HOME/calls; for last; do :; done; exec /bin/sh -c \"$last\"");
        // It has the addresses of the file "addresses", a line "device address/length" each.
        program("ip", """
                touch $HOME/addresses
                case "$*" in
                  *"addr show to"*) for a; do :; done; a=${a%/32}
                    grep " $a/" $HOME/addresses | while read -r d x; do echo "2: $d inet $x scope global $d"; done ;;
                  "-o -4 addr show") while read -r d x; do echo "2: $d inet $x scope global $d"; done <$HOME/addresses ;;
                  *"link show"*) echo "2: eth0: <UP> mtu 1500 \\    link/ether 02:42:0a:00:00:01 brd ff:ff:ff:ff:ff:ff" ;;
                  "addr add"*) echo "ip $*" >>$HOME/calls; echo "$5 $3" >>$HOME/addresses ;;
                  "addr del"*) echo "ip $*" >>$HOME/calls; grep -v " $3\\$" $HOME/addresses >$HOME/a2; mv $HOME/a2 $HOME/addresses ;;
                esac
                """);
        // What tells the neighbours runs on in the background: announced() waits for it.
        program("arping", """
                echo arping "$@" >>$HOME/calls
                case "$*" in
                  *-D*) [ -e $HOME/taken ] && exit 1; exec sleep 1 ;;
                  *"-c 1 -I"*) cat $HOME/holders ;;
                  *-U*) exec timeout 10 /bin/sh -c 'echo "$@" >$HOME/announcements' arping "$@" ;;
                esac
                """);
        assertEquals(
                0,
                new ProcessBuilder("mkfifo", home.resolve("announcements").toString())
                        .start()
                        .waitFor());
        settings("VIP=10.0.0.100/24\n");
    }

    void program(String name, String body) throws IOException {
        Path file = Files.createDirectories(home.resolve("bin")).resolve(name);
        Files.writeString(file, "#!/bin/bash\n" + body + "\n");
        assertTrue(file.toFile().setExecutable(true));
    }

    void settings(String text) throws IOException {
        Path file = home.resolve("settings");
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    int run(String script, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(SAMPLES.resolve(script).toString()));
        command.addAll(List.of(arguments));
        command.add("--settings=" + home.resolve("settings"));
        Path out = home.resolve("out");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
        Map<String, String> environment = builder.environment();
        environment.put("HOME", home.toString());
        environment.put("MASTERHA_BLOCKS_WRITES", blocksWrites ? "1" : "");
        environment.put(
                "PATH",
                home.resolve("bin") + ":"
                        + Optional.ofNullable(environment.get("PATH")).orElse("/usr/bin:/bin"));
        Process process = builder.start();
        process.getOutputStream().close();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it ends");
        printed.clear();
        printed.addAll(Files.readAllLines(out));
        return process.exitValue();
    }

    int run(String script, List<String> some, String... more) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(some);
        all.addAll(List.of(more));
        return run(script, all.toArray(String[]::new));
    }

    String text(String file) throws IOException {
        Path path = home.resolve(file);
        return Files.exists(path) ? Files.readString(path) : "";
    }

    String calls() throws IOException {
        return text("calls");
    }

    /** The next announcement of an address; waits for it. */
    String announced() {
        return assertTimeoutPreemptively(Duration.ofSeconds(10), () -> Files.readString(home.resolve("announcements"))
                .strip());
    }

    void addresses(String lines) throws IOException {
        Files.writeString(home.resolve("addresses"), lines);
    }
}
