package io.masterha.manager.cli.rejoin;

import io.masterha.manager.adapter.file.FileJournalStore;
import io.masterha.manager.app.World;
import io.masterha.manager.app.rejoin.LastChange;
import io.masterha.manager.app.rejoin.Rejoin;
import io.masterha.manager.app.rejoin.RejoinPolicy;
import io.masterha.manager.app.rejoin.ReturnLook;
import io.masterha.manager.cli.wiring.Wiring;
import io.masterha.manager.cli.workdir.Journals;
import io.masterha.manager.config.ClusterConfig;
import io.masterha.manager.execute.RejoinReport;
import io.masterha.manager.port.Story;
import io.masterha.manager.report.RejoinText;
import io.masterha.manager.topology.ReturnedServers.Returned;
import io.masterha.manager.topology.ServerId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Runs rejoins with a journal each, and tells how they ended: in the log and in {@code W/APP.rejoin.json}. */
public final class ReturnedRuns {
    private final ClusterConfig config;
    private final Path workdir;
    private final Story story;
    private final Wiring wiring;
    private final List<LastChange> changes;
    private final RejoinPolicy policy;
    private final Runnable wanted;

    public ReturnedRuns(
            ClusterConfig config,
            Path workdir,
            Story story,
            Wiring wiring,
            List<LastChange> changes,
            RejoinPolicy policy,
            Runnable wanted) {
        this.config = config;
        this.workdir = workdir;
        this.story = story;
        this.wiring = wiring;
        this.changes = changes;
        this.policy = policy;
        this.wanted = wanted;
    }

    /** Goes on with what was left in the middle; the exit code of the worst. */
    public int resume() {
        int exit = 0;
        for (Path file : Journals.REJOIN.allUnfinished(workdir, config)) {
            Optional<RejoinReport> report = rejoin(file).resume();
            if (report.isPresent()) {
                publish(report.get());
                exit = report.get().exitCode() == 1 ? 1 : exit;
            }
        }
        return exit;
    }

    public RejoinReport run(ReturnLook look, Returned returned) {
        RejoinReport report = rejoin(Journals.REJOIN.next(workdir, config)).run(look, returned);
        publish(report);
        return report;
    }

    /** Closes a server that has just answered, then the same; empty if it is where it belongs. */
    public Optional<RejoinReport> meet(ServerId server, ServerId source, Supplier<ReturnLook> whole) {
        Optional<RejoinReport> report =
                rejoin(Journals.REJOIN.next(workdir, config)).meet(server, source, whole);
        report.ifPresent(this::publish);
        return report;
    }

    private Rejoin rejoin(Path journal) {
        World world = wiring.world();
        World own = new World(
                world.servers(),
                world.hosts(),
                world.nodes(),
                world.hooks(),
                new FileJournalStore(journal),
                world.story(),
                world.time(),
                world.limits(),
                world.workers());
        return new Rejoin(own, wiring.cluster(), changes, policy, wanted);
    }

    private void publish(RejoinReport report) {
        RejoinText.body(report).forEach(line -> story.tell("report", Optional.of(report.server()), line));
        Path file = workdir.resolve(config.application() + ".rejoin.json");
        try {
            Path temporary = workdir.resolve(config.application() + ".rejoin.json.new");
            Files.writeString(temporary, RejoinText.json(report));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
