package io.masterha.manager.config;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.masterha.binlog.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** Writes configuration files and reads them, with names and a script that a test decides. */
abstract class WrittenConfig {
    final List<String> lookedUp = new ArrayList<>();
    List<String> scriptPrints = List.of();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    /** Names {@code db1} to {@code db9} have addresses, all others do not. */
    private Optional<String> resolve(String host) {
        lookedUp.add(host);
        return host.matches("db\\d") ? Optional.of("10.0.0." + host.charAt(2)) : Optional.empty();
    }

    final ClusterConfig read(String application, String global) throws IOException {
        return read(application.getBytes(StandardCharsets.UTF_8), global);
    }

    final ClusterConfig read(byte[] application, String global) throws IOException {
        Path file = Files.write(directory.resolve("app1.cnf"), application);
        Path globalFile = directory.resolve("global.cnf");
        if (!global.isEmpty()) {
            Files.writeString(globalFile, global);
        }
        return new ConfigReader(this::resolve, (command, seconds) -> scriptPrints, "ops", Path.of("/home/ops"))
                .read(file, globalFile);
    }

    final ClusterConfig read(String application) throws IOException {
        return read(application, "");
    }

    final List<String> problems(String application) {
        Problem problem = assertThrows(Problem.class, () -> read(application));
        return problem.why()
                .lines()
                .map(line -> line.trim().replace(directory + "/", ""))
                .toList();
    }
}
