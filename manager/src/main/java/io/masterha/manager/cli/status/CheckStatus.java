package io.masterha.manager.cli.status;

import io.masterha.binlog.Problem;
import io.masterha.manager.cli.workdir.FailoverMarkers;
import io.masterha.manager.cli.workdir.HeldUp;
import io.masterha.manager.cli.workdir.StatusFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** masterha-check-status: one line, and MHA's status number as the exit code. */
public final class CheckStatus {
    private static final Path SERVICES = Path.of("/service");
    private static final Duration USUAL_BLOCK = Duration.ofHours(8);
    private static final int FRESH_SECONDS = 10;

    private CheckStatus() {}

    public static int run(StatusOptions options) {
        return options.all ? all(options, SERVICES) : one(StatusPlace.of(options), options);
    }

    /** One line an application; 1 if any of them is not fine. */
    public static int all(StatusOptions options, Path services) {
        return StatusPlace.all(options, services).stream()
                                .mapToInt(place -> one(place, options))
                                .max()
                                .orElse(0)
                        == 0
                ? 0
                : 1;
    }

    private static int one(StatusPlace place, StatusOptions options) {
        Optional<StatusFile.Line> line = new StatusFile(place.workdir(), place.application()).read();
        if (line.flatMap(StatusFile.Line::process).isEmpty()) {
            System.out.println(place.application() + " is stopped(2:NOT_RUNNING).");
            tellOfMarkers(place);
            return StatusFile.State.NOT_RUNNING.code();
        }
        StatusFile.State state = stateOf(line.get(), limit(options, place));
        System.out.println(place.application() + " (pid:" + line.get().pid() + ") is running(" + state.code() + ":"
                + state + ")"
                + (line.get().source().isEmpty() ? "" : ", master:" + line.get().source()));
        if (state != StatusFile.State.PING_OK) {
            new HeldUp(place.workdir(), place.application()).read().ifPresent(System.out::println);
            place.log().ifPresent(log -> System.out.println("Check " + log + " for details."));
        }
        tellOfMarkers(place);
        return state.code();
    }

    /** A forgotten marker switches the failover off: MHA says so only when one is needed. */
    private static void tellOfMarkers(StatusPlace place) {
        try {
            new FailoverMarkers(place.workdir(), place.application()).check(USUAL_BLOCK);
        } catch (Problem blocked) {
            System.out.println("WARNING a failover would be refused: " + blocked.sentence());
        }
    }

    private static Duration limit(StatusOptions options, StatusPlace place) {
        int usual = Math.max(FRESH_SECONDS, 2 * place.pingSeconds());
        return Duration.ofSeconds(options.pingLimit.orElse(usual));
    }

    private static StatusFile.State stateOf(StatusFile.Line line, Duration limit) {
        boolean isOld = line.written().plus(limit).isBefore(Instant.now());
        return line.state() == StatusFile.State.PING_OK && isOld ? StatusFile.State.TIMESTAMP_OLD : line.state();
    }
}
