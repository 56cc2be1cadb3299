package io.masterha.manager.cli.workdir;

import io.masterha.binlog.Problem;
import io.masterha.manager.cli.start.ManagerError;
import io.masterha.manager.cli.start.Startup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** MHA's marker files: a failover that ended blocks the next for eight hours, one that failed until it is removed. */
public final class FailoverMarkers {
    private final Path complete;
    private final Path error;

    public FailoverMarkers(Path workdir, String application) {
        this.complete = workdir.resolve(application + ".failover.complete");
        this.error = workdir.resolve(application + ".failover.error");
    }

    /**
     * Whether a failover may begin; a marker that has served its time is removed.
     *
     * @throws Problem if a marker forbids it
     */
    public void requireFree(Duration block) {
        check(block);
        try {
            Files.deleteIfExists(complete);
        } catch (IOException e) {
            throw Startup.unusable(complete, e);
        }
    }

    /**
     * The same without changing anything.
     *
     * @throws Problem if a marker forbids a failover
     */
    public void check(Duration block) {
        try {
            if (Files.exists(error)) {
                throw Problem.of(ManagerError.FAILOVER_BLOCKED, "the last failover failed: " + error + " is there")
                        .why("nobody has looked at it yet")
                        .next("look at its report, then remove the file or use --ignore_last_failover");
            }
            if (Files.exists(complete)) {
                Instant until = Files.getLastModifiedTime(complete).toInstant().plus(block);
                if (until.isAfter(Instant.now())) {
                    throw Problem.of(
                                    ManagerError.FAILOVER_BLOCKED,
                                    "the last failover was less than " + block.toMinutes() + " minutes ago")
                            .why(complete + " blocks until " + until.truncatedTo(ChronoUnit.SECONDS))
                            .next("remove the file, or use --ignore_last_failover or --last_failover_minute");
                }
            }
        } catch (IOException e) {
            throw Startup.unusable(complete, e);
        }
    }

    public void forget() {
        try {
            Files.deleteIfExists(error);
            Files.deleteIfExists(complete);
        } catch (IOException e) {
            throw Startup.unusable(complete, e);
        }
    }

    /** Exit 0 and 10 leave {@code .complete}, everything else {@code .error}. */
    public void set(int exitCode) {
        try {
            Path marker = exitCode == 0 || exitCode == 10 ? complete : error;
            Files.deleteIfExists(marker);
            Files.createFile(marker);
        } catch (IOException e) {
            throw Startup.unusable(complete, e);
        }
    }
}
