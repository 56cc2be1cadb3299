package io.masterha.manager.cli;

import io.masterha.manager.config.ClusterConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** masterha-check-status: one line, and MHA's status number as the exit code. */
final class CheckStatus {
    private static final Duration FRESH = Duration.ofSeconds(10);

    private CheckStatus() {}

    static int run(ManagerOptions options) {
        ClusterConfig config = Startup.config(options);
        StatusFile file =
                new StatusFile(options.workdir.orElse(config.settings().workdir()), config.application());
        Optional<StatusFile.Line> line = file.read();
        boolean runs = line.isPresent()
                && ProcessHandle.of(line.get().pid())
                        .map(ProcessHandle::isAlive)
                        .orElse(false);
        if (!runs) {
            System.out.println(config.application() + " is stopped(2:NOT_RUNNING).");
            return StatusFile.State.NOT_RUNNING.code();
        }
        StatusFile.State state = line.get().state();
        Duration usual = Duration.ofSeconds(config.settings().pingSeconds()).multipliedBy(2);
        Duration limit = usual.compareTo(FRESH) > 0 ? usual : FRESH;
        if (state == StatusFile.State.PING_OK
                && line.get().written().plus(limit).isBefore(Instant.now())) {
            state = StatusFile.State.TIMESTAMP_OLD;
        }
        System.out.println(config.application() + " (pid:" + line.get().pid() + ") is running(" + state.code() + ":"
                + state + ")"
                + (line.get().source().isEmpty() ? "" : ", master:" + line.get().source()));
        return state.code();
    }
}
