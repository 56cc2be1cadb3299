package io.masterha.manager.cli.status;

import io.masterha.binlog.Problem;
import io.masterha.manager.adapter.SystemTime;
import io.masterha.manager.cli.start.ManagerError;
import io.masterha.manager.cli.workdir.OneManager;
import io.masterha.manager.cli.workdir.StatusFile;
import io.masterha.manager.cli.workdir.StopRequest;
import io.masterha.manager.port.Time;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** masterha-stop: asks the manager to end, and waits for it. */
public final class Stop {
    private static final Duration POLL = Duration.ofMillis(10);

    private Stop() {}

    public static int run(StatusOptions options) {
        if (options.all) {
            List<StatusPlace> places = StatusPlace.all(options, Path.of("/service"));
            return places.stream().mapToInt(place -> one(place, options)).max().orElse(0);
        }
        return one(StatusPlace.of(options), options);
    }

    private static int one(StatusPlace place, StatusOptions options) {
        Optional<StatusFile.Line> line = new StatusFile(place.workdir(), place.application()).read();
        Optional<ProcessHandle> process = line.flatMap(StatusFile.Line::process);
        if (process.isEmpty()) {
            System.out.println("MHA Manager is not running on " + place.application() + "(2:NOT_RUNNING).");
            return 0;
        }
        boolean isShared = OneManager.isShared(
                place.workdir(), place.application(), line.get().pid());
        if (line.get().state() == StatusFile.State.FAILOVER_RUNNING && isShared) {
            throw Problem.of(ManagerError.FAILOVER_RUNNING, place.application() + ": a failover is running")
                    .why("the manager (pid " + line.get().pid()
                            + ") watches other clusters too, and is not killed for one")
                    .next("wait for its end");
        }
        if (line.get().state() == StatusFile.State.FAILOVER_RUNNING && !options.abort) {
            throw Problem.of(ManagerError.FAILOVER_RUNNING, place.application() + ": a failover is running")
                    .why("the manager (pid " + line.get().pid() + ") is not stopped in the middle of one")
                    .next("wait for its end; --abort stops it all the same and leaves the servers as they are then");
        }
        if (isShared) {
            stopOne(place, line.get().pid(), options);
            return 0;
        }
        stop(process.get(), options, place.application());
        System.out.println("Stopped " + place.application() + " successfully.");
        return 0;
    }

    /** Of a manager of several clusters: it is asked by a file, and sees it at its next look at this cluster. */
    private static void stopOne(StatusPlace place, long pid, StatusOptions options) {
        StopRequest request = new StopRequest(place.workdir(), place.application());
        request.make();
        Time time = new SystemTime();
        long until = time.nanos()
                + Duration.ofSeconds(options.abortTimeout + 3L * place.pingSeconds())
                        .toNanos();
        StatusFile status = new StatusFile(place.workdir(), place.application());
        while (status.read().filter(line -> line.pid() == pid).isPresent()) {
            if (time.nanos() > until) {
                throw Problem.of(ManagerError.DOES_NOT_STOP, place.application() + ": it is watched still")
                        .why("the manager (pid " + pid + ") has not taken up " + request.file())
                        .next("look at its log; rm " + request.file() + " withdraws the request")
                        .changed("it was asked to end, and may still do so");
            }
            time.sleep(POLL);
        }
        System.out.println("Stopped " + place.application() + " successfully. The manager (pid " + pid
                + ") watches its other clusters on.");
        System.out.println("To have this one watched again: rm " + request.file());
    }

    private static void stop(ProcessHandle process, StatusOptions options, String application) {
        process.destroy();
        if (ends(process, options.abortTimeout)) {
            return;
        }
        if (options.abort) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            if (ends(process, options.abortTimeout)) {
                return;
            }
        }
        throw Problem.of(
                        ManagerError.DOES_NOT_STOP,
                        application + ": the manager (pid " + process.pid() + ") did not end within "
                                + options.abortTimeout + " s")
                .why(process.isAlive() ? "it was asked to, and is still there" : "it cannot be signalled")
                .next("look at its log; --abort kills it, --abort_timeout=SECONDS waits longer")
                .changed("it was asked to end, and may still do so");
    }

    private static boolean ends(ProcessHandle process, int seconds) {
        try {
            process.onExit().get(seconds, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
