package io.masterha.manager.cli.status;

import io.masterha.binlog.Problem;
import io.masterha.manager.adapter.file.FileJournalStore;
import io.masterha.manager.app.explain.FailoverExplained;
import io.masterha.manager.app.explain.Reality;
import io.masterha.manager.app.explain.SwitchoverExplained;
import io.masterha.manager.cli.start.ManagerOptions;
import io.masterha.manager.cli.start.Quiet;
import io.masterha.manager.cli.start.Startup;
import io.masterha.manager.cli.wiring.Wiring;
import io.masterha.manager.cli.workdir.FailoverMarkers;
import io.masterha.manager.cli.workdir.Journals;
import io.masterha.manager.cli.workdir.StatusFile;
import io.masterha.manager.config.ClusterConfig;
import io.masterha.manager.execute.JournalLine;
import io.masterha.manager.port.PingAnswer;
import io.masterha.manager.port.PingType;
import io.masterha.manager.report.Explanation;
import io.masterha.manager.report.ExplanationText;
import io.masterha.manager.topology.ServerId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** masterha-explain: where the last failover and the last switchover stand, and what comes next; reads only. */
public final class Explain {
    private static final Duration LOOK = Duration.ofSeconds(3);

    private final ManagerOptions options;
    private final ClusterConfig config;
    private final Path workdir;

    private Explain(ManagerOptions options) {
        this.options = options;
        this.config = Startup.config(options);
        this.workdir = options.workdir.orElse(config.settings().workdir());
    }

    /** Prints the explanation; 0 if nothing is unfinished, 1 if something is. */
    public static int run(ManagerOptions options) {
        return new Explain(options).run();
    }

    private int run() {
        List<Explanation> told = new ArrayList<>();
        boolean isUnfinished = false;
        for (Journals kind : List.of(Journals.FAILOVER, Journals.SWITCHOVER)) {
            Optional<Path> file = kind.newest(workdir, config);
            if (file.isPresent()) {
                List<JournalLine> lines = JournalLine.read(new FileJournalStore(file.get()).lines());
                isUnfinished |= lines.stream().noneMatch(line -> line.is("end"));
                told.add(explain(kind, file.get(), lines));
            }
        }
        if (told.isEmpty()) {
            told.add(nothing());
        }
        if (options.json) {
            System.out.print(ExplanationText.json(told));
        } else {
            told.forEach(one -> ExplanationText.lines(one).forEach(System.out::println));
        }
        return isUnfinished ? 1 : 0;
    }

    private Explanation nothing() {
        List<String> next = new ArrayList<>();
        next.add(running()
                .map(pid -> "manager " + pid + " watches, and begins a failover if the source dies")
                .orElse("no manager runs: " + manage() + " watches"));
        blocked().ifPresent(why -> next.add("a failover would be refused: " + why));
        return new Explanation(
                config.application() + ": no failover and no switchover yet",
                "",
                List.of(),
                List.of(),
                List.of(),
                next);
    }

    private Explanation explain(Journals kind, Path file, List<JournalLine> lines) {
        boolean isFailover = kind == Journals.FAILOVER;
        List<Optional<String>> actors =
                isFailover ? FailoverExplained.actors(lines) : SwitchoverExplained.actors(lines);
        Reality reality = look(actors.get(0), actors.get(1), file);
        return isFailover
                ? FailoverExplained.of(lines, file.toString(), reality)
                : SwitchoverExplained.of(lines, file.toString(), reality);
    }

    private Reality look(Optional<String> source, Optional<String> chosen, Path file) {
        Optional<ServerId> old = source.map(ServerId::parse).filter(this::isConfigured);
        Optional<ServerId> next = chosen.map(ServerId::parse).filter(this::isConfigured);
        try (Wiring wiring = Wiring.of(config, Startup.home(), file, new Quiet())) {
            Optional<PingAnswer> answer = old.map(id -> wiring.world().servers().ping(id, PingType.SELECT, LOOK));
            Optional<Boolean> writable = next.flatMap(id -> writable(wiring, id));
            return new Reality(
                    running(),
                    old.map(ServerId::toString).orElse("the old source") + " "
                            + answer.map(a -> a.isSignOfLife() ? "answers now" : "does not answer now")
                                    .orElse("is not in the configuration any more"),
                    answer.filter(PingAnswer::isSignOfLife).isPresent(),
                    next.map(id -> id + " "
                                    + writable.map(w -> w ? "takes writes now" : "is read-only now")
                                            .orElse("does not answer now"))
                            .orElse("nobody was chosen"),
                    writable,
                    blocked(),
                    manage());
        }
    }

    private boolean isConfigured(ServerId id) {
        return config.servers().stream().anyMatch(server -> server.id().equals(id));
    }

    private static Optional<Boolean> writable(Wiring wiring, ServerId id) {
        try {
            return Optional.of(wiring.world().servers().session(id).status().writable());
        } catch (Problem unreachable) {
            return Optional.empty();
        }
    }

    private String manage() {
        return "masterha-manager --conf=" + options.conf;
    }

    private Optional<Long> running() {
        return new StatusFile(workdir, config.application())
                .read()
                .flatMap(StatusFile.Line::process)
                .map(ProcessHandle::pid);
    }

    private Optional<String> blocked() {
        try {
            new FailoverMarkers(workdir, config.application()).check(Duration.ofMinutes(options.lastFailoverMinute));
            return Optional.empty();
        } catch (Problem problem) {
            return Optional.of(problem.sentence());
        }
    }
}
