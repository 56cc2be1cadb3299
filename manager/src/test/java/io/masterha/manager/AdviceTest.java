package io.masterha.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.masterha.manager.app.Cluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An advice is a command to type: whoever reads it at night does not look for the name of a file. */
class AdviceTest {
    private static final Path SOURCES = Path.of("src/main/java/io/masterha/manager");

    /** What describes a command, and does not advise to type it. */
    private static final Pattern DESCRIPTIONS = Pattern.compile(
            "cli/(\\w+/)?(Commands|\\w*Options|Main|PrintDocs|StatusPlace|CalledOff|Startup|FleetCluster|StopRequest)\\.java|config/ConfigKey\\.java"
                    + "|adapter/ssh/.*");

    private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]++|\\\\.)*+)\"");

    private static final Pattern VAGUE =
            Pattern.compile("(start|run) (the manager|the failover|masterha-\\w+) again|the (manager|failover) again\\b"
                    + "|masterha-(manager|switch|rejoin|stop|check-status)\\b(?!.{0,24} --conf[= ])(?! --help)");

    @Test
    void every_command_that_is_advised_names_the_configuration_file() {
        List<String> vague = new ArrayList<>();
        for (Path file : sources()) {
            String name = SOURCES.relativize(file).toString();
            if (!DESCRIPTIONS.matcher(name).matches()) {
                Matcher texts = TEXT.matcher(joined(file));
                while (texts.find()) {
                    if (VAGUE.matcher(texts.group(1)).find()) {
                        vague.add(name + ": " + texts.group(1));
                    }
                }
            }
        }
        assertEquals(List.of(), vague);
    }

    @Test
    void the_file_stands_in_the_command() {
        Cluster cluster = new Cluster("app1", List.of(), List.of(), Optional.of("/etc/masterha/app1.cnf"));
        assertEquals(
                "mend it, then masterha-manager --conf=/etc/masterha/app1.cnf --resume",
                cluster.named("mend it, then masterha-manager --conf=FILE --resume"));
        assertEquals("--conf=FILE", new Cluster("app1", List.of()).named("--conf=FILE"));
    }

    /** Texts that are written over several lines, as one. */
    private static String joined(Path file) {
        try {
            return Files.readString(file)
                    .replaceAll("(?m)^\\s*(//|\\*|/\\*\\*).*$", "")
                    .replaceAll("\"\\s*\\+\\s*\"", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> sources() {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
