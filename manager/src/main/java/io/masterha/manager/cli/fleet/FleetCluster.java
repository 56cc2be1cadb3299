package io.masterha.manager.cli.fleet;

import io.masterha.binlog.Problem;
import io.masterha.manager.cli.manage.DeadSource;
import io.masterha.manager.cli.manage.Manage;
import io.masterha.manager.cli.manage.Neighbours;
import io.masterha.manager.cli.start.ManagerError;
import io.masterha.manager.cli.start.ManagerOptions;
import io.masterha.manager.cli.start.Startup;
import io.masterha.manager.cli.workdir.HeldUp;
import io.masterha.manager.cli.workdir.StatusFile;
import io.masterha.manager.cli.workdir.StopRequest;
import io.masterha.manager.config.ClusterConfig;
import io.masterha.manager.detect.Brake;
import io.masterha.manager.detect.MonitorState;
import io.masterha.manager.execute.Workers;
import io.masterha.manager.port.Story;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** One cluster of a directory: its manager runs in a thread of its own, and whatever becomes of it is its own matter. */
final class FleetCluster implements Neighbours, Runnable {
    /** A failover that waits is told at once when another one ends; a request to stop it is a file, and is looked for. */
    private static final Duration LOOK = Duration.ofMillis(200);

    /** How the last run of its manager ended. */
    enum End {
        /** It runs. */
        NONE,
        /** It could not watch: it is tried again after a while. */
        BROKEN,
        /** It failed over, or would have had to: as with one configuration, the manager's work is done. */
        DONE,
        /** Somebody stopped it. */
        STOPPED
    }

    private final Path file;
    private final ManagerOptions options;
    private final FleetShare share;
    private volatile End end = End.NONE;
    private volatile long endedNanos;
    private volatile String signature = "";
    private volatile Optional<StopRequest> stop = Optional.empty();
    private volatile Optional<HeldUp> heldUp = Optional.empty();
    private volatile Optional<StatusFile> status = Optional.empty();
    private volatile boolean removed;
    private volatile boolean isDead;

    FleetCluster(Path file, ManagerOptions options, FleetShare share) {
        this.file = file;
        this.options = options.of(file);
        this.share = share;
    }

    Path file() {
        return file;
    }

    String name() {
        return String.valueOf(file.getFileName()).replaceFirst("\\.cnf$", "");
    }

    End end() {
        return end;
    }

    /** It is to run now; called before its thread starts. */
    void begins() {
        end = End.NONE;
        isDead = false;
    }

    long nanosSinceEnd() {
        return share.time().nanos() - endedNanos;
    }

    /** Whether its file is another one than at its end. */
    boolean hasChanged() {
        return !signature(file).equals(signature);
    }

    boolean isStopWanted() {
        return share.isEnding() || removed || stop.filter(StopRequest::isThere).isPresent();
    }

    /** Its file is gone: it ends when it can. */
    void remove() {
        removed = true;
    }

    /** What a run leaves behind for onlookers goes, when nobody tries again. */
    void removeStatus() {
        status.ifPresent(StatusFile::remove);
    }

    /** For a stopped one: it is not tried again until the request is gone. */
    void isStopped() {
        end = End.STOPPED;
        removeStatus();
    }

    @Override
    public void run() {
        End how = End.BROKEN;
        String sentence;
        try {
            int exitCode = manage();
            how = End.DONE;
            sentence = "its manager has ended with exit code " + exitCode + "; its log tells why";
        } catch (Problem problem) {
            boolean isStop = problem.code() == ManagerError.CALLED_OFF && isStopWanted();
            how = isStop ? End.STOPPED : isDead ? End.DONE : End.BROKEN;
            sentence = problem.sentence();
        } catch (RuntimeException | Error unforeseen) {
            sentence = "an error of the program itself: " + unforeseen;
            if (options.debug) {
                unforeseen.printStackTrace(System.err);
            }
        }
        share.turns().leaves(name());
        if (how == End.BROKEN) {
            showRetry();
        }
        signature = signature(file);
        endedNanos = share.time().nanos();
        end = how;
        share.ended(this, sentence);
    }

    private int manage() {
        ClusterConfig config = Startup.config(options);
        Path workdir = Startup.workdir(options, config);
        status = Optional.of(new StatusFile(workdir, config.application()));
        stop = Optional.of(new StopRequest(workdir, config.application()));
        heldUp = Optional.of(new HeldUp(workdir, config.application()));
        heldUp.get().isOver();
        requireWanted();
        OutputStream log = Startup.log(Startup.ownLog(config, workdir));
        try {
            return Manage.run(options, config, workdir, log, this);
        } finally {
            close(log);
        }
    }

    private static void close(OutputStream log) {
        try {
            log.close();
        } catch (IOException e) {
            // Nothing is kept back that could be lost; how the run ended is what counts.
        }
    }

    private void showRetry() {
        try {
            status.ifPresent(s -> s.write(StatusFile.State.RETRYING_MONITOR, ""));
        } catch (Problem unwritable) {
            // For onlookers only; that the work directory cannot be written to was the sentence of the end.
        }
    }

    private void requireWanted() {
        if (isStopWanted()) {
            throw Problem.of(ManagerError.CALLED_OFF, removed ? file + " is gone" : "it was stopped by request")
                    .next(stop.filter(request -> !removed)
                            .map(request -> "rm " + request.file() + " lets it be watched again")
                            .orElse("put the file back, and it is watched again"));
        }
    }

    @Override
    public boolean areNone() {
        return false;
    }

    @Override
    public Workers workers() {
        return share.pool().workers();
    }

    @Override
    public void saw(MonitorState state) {
        isDead = state == MonitorState.DEAD;
        share.turns().saw(name(), state != MonitorState.WATCHING);
        requireWanted();
    }

    @Override
    public <T> T oneOfFew(Supplier<T> work) {
        return share.oneOfFew(work, this::requireWanted);
    }

    @Override
    public boolean mayFailOver(DeadSource dead) {
        try {
            boolean may = awaitTurn(dead);
            heldUp.ifPresent(HeldUp::isOver);
            if (!may) {
                failoverEnded();
            }
            return may;
        } catch (RuntimeException | Error e) {
            failoverEnded();
            throw e;
        }
    }

    private boolean awaitTurn(DeadSource dead) {
        String told = "";
        long looked = share.time().nanos();
        while (true) {
            requireWanted();
            long news = share.turns().news();
            Brake.Answer answer = share.turns().ask(name());
            if (answer.kind() == Brake.Kind.GO) {
                return told.isEmpty() || isDeadStill(dead);
            }
            if (!answer.rule().equals(told)) {
                told = answer.rule();
                String waits = "the failover waits: " + answer.because() + "; " + meanwhile(dead);
                dead.story().warn("brake", Optional.of(dead.id()), waits);
                heldUp.ifPresent(file -> file.because(waits));
                if (answer.kind() == Brake.Kind.MASS) {
                    share.reportMass(dead, answer);
                }
            }
            share.turns().awaitNews(news, LOOK);
            if (share.time().nanos() - looked > dead.pingInterval().toNanos()) {
                looked = share.time().nanos();
                if (dead.answers()) {
                    return false;
                }
            }
        }
    }

    /** There is no limit to it: a failover that was believed too early would be worse than one that a human begins. */
    private String meanwhile(DeadSource dead) {
        return "for as long as that holds; meanwhile it is looked at every "
                + dead.pingInterval().toSeconds()
                + " s, and is watched on if it answers; by hand: masterha-stop --conf=" + file
                + ", then masterha-switch --conf=" + file + " --master_state=dead";
    }

    private boolean isDeadStill(DeadSource dead) {
        dead.story()
                .tell(
                        "brake",
                        Optional.of(dead.id()),
                        "its turn has come: it is looked at once more before anything is done");
        return dead.isDeadStill();
    }

    @Override
    public void awaitTurnToGoOn(Story story) {
        Function<Brake.Answer, Boolean> goes = answer -> answer.kind() == Brake.Kind.GO;
        boolean isTold = false;
        try {
            long news = share.turns().news();
            for (Brake.Answer answer = share.turns().askToGoOn(name());
                    !goes.apply(answer);
                    answer = share.turns().askToGoOn(name())) {
                if (!isTold) {
                    isTold = true;
                    story.warn("brake", Optional.empty(), "what was left in the middle waits: " + answer.because());
                }
                requireWanted();
                share.turns().awaitNews(news, LOOK);
                news = share.turns().news();
            }
        } catch (RuntimeException | Error e) {
            failoverEnded();
            throw e;
        }
    }

    @Override
    public void failoverEnded() {
        heldUp.ifPresent(HeldUp::isOver);
        share.turns().ends(name());
    }

    /** What tells one content of a file from another, without reading it. */
    private static String signature(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis() + " " + Files.size(file);
        } catch (IOException | UncheckedIOException gone) {
            return "";
        }
    }
}
