package io.masterha.manager.cli;

import io.masterha.manager.config.ClusterConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** masterha-check-status: one line, and MHA's status number as the exit code. */
final class CheckStatus {
    private static final int FRESH_SECONDS = 10;

    private CheckStatus() {}

    static int run(StatusOptions options) {
        ClusterConfig config = Startup.config(options);
        StatusFile file =
                new StatusFile(options.workdir.orElse(config.settings().workdir()), config.application());
        Optional<StatusFile.Line> line = file.read();
        if (line.flatMap(StatusFile.Line::process).isEmpty()) {
            System.out.println(config.application() + " is stopped(2:NOT_RUNNING).");
            return StatusFile.State.NOT_RUNNING.code();
        }
        StatusFile.State state = stateOf(line.get(), limit(options, config));
        System.out.println(config.application() + " (pid:" + line.get().pid() + ") is running(" + state.code() + ":"
                + state + ")"
                + (line.get().source().isEmpty() ? "" : ", master:" + line.get().source()));
        Optional<Path> log = options.log.or(() -> config.settings().log());
        if (state != StatusFile.State.PING_OK && log.isPresent()) {
            System.out.println("Check " + log.get() + " for details.");
        }
        return state.code();
    }

    private static Duration limit(StatusOptions options, ClusterConfig config) {
        int usual = Math.max(FRESH_SECONDS, 2 * config.settings().pingSeconds());
        return Duration.ofSeconds(options.pingLimit.orElse(usual));
    }

    private static StatusFile.State stateOf(StatusFile.Line line, Duration limit) {
        boolean isOld = line.written().plus(limit).isBefore(Instant.now());
        return line.state() == StatusFile.State.PING_OK && isOld ? StatusFile.State.TIMESTAMP_OLD : line.state();
    }
}
