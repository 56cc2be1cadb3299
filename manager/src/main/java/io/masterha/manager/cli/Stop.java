package io.masterha.manager.cli;

import io.masterha.manager.config.ClusterConfig;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** masterha-stop: asks the manager to end, and waits for it. */
final class Stop {
    private static final int WAIT_SECONDS = 5;

    private Stop() {}

    static int run(ManagerOptions options) {
        ClusterConfig config = Startup.config(options);
        StatusFile file =
                new StatusFile(options.workdir.orElse(config.settings().workdir()), config.application());
        Optional<StatusFile.Line> line = file.read();
        Optional<ProcessHandle> process = line.flatMap(l -> ProcessHandle.of(l.pid()));
        if (process.isEmpty()) {
            System.out.println("MHA Manager is not running on " + config.application() + "(2:NOT_RUNNING).");
            return 0;
        }
        if (line.orElseThrow().state() == StatusFile.State.FAILOVER_RUNNING) {
            System.err.println(config.application() + ": a failover is running, the manager is not stopped;"
                    + " next: wait for its end (nothing was changed)");
            return 1;
        }
        process.get().destroy();
        try {
            process.get().onExit().get(WAIT_SECONDS, TimeUnit.SECONDS);
            System.out.println("Stopped " + config.application() + " successfully.");
            return 0;
        } catch (TimeoutException | ExecutionException e) {
            System.err.println(config.application() + ": the manager (pid "
                    + line.get().pid() + ") did not end within " + WAIT_SECONDS + " s; next: look at its log");
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }
}
