package io.masterha.manager.cli.manage;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.switchover.Switchover;
import io.masterha.manager.app.switchover.SwitchoverRequest;
import io.masterha.manager.cli.start.ManagerError;
import io.masterha.manager.cli.start.Startup;
import io.masterha.manager.cli.wiring.Wiring;
import io.masterha.manager.cli.workdir.Journals;
import io.masterha.manager.config.ClusterConfig;
import io.masterha.manager.execute.SwitchoverReport;
import io.masterha.manager.port.Story;
import io.masterha.manager.report.SwitchoverText;
import java.nio.file.Path;
import java.util.Optional;

/** A switchover that an earlier command left in the middle: whoever comes next settles it before anything else. */
public final class InterruptedSwitchover {
    private InterruptedSwitchover() {}

    /** Finishes or puts back a switchover that was interrupted; empty if there is none. */
    public static Optional<SwitchoverReport> recover(ClusterConfig config, Path workdir, Story story) {
        Optional<Path> unfinished = Journals.SWITCHOVER.unfinished(workdir, config);
        if (unfinished.isEmpty()) {
            return Optional.empty();
        }
        try (Wiring wiring = Wiring.of(config, Startup.home(), unfinished.get(), story)) {
            return new Switchover(wiring.world(), wiring.cluster(), SwitchoverRequest.USUAL).recover();
        }
    }

    /** The same for other commands: they go on if the servers are not in between any more. */
    static Optional<SwitchoverReport> settle(ClusterConfig config, Path workdir, Story story) {
        Optional<SwitchoverReport> report = recover(config, workdir, story);
        report.ifPresent(r -> SwitchoverText.body(r).forEach(line -> story.tell("report", Optional.empty(), line)));
        if (report.isPresent() && report.get().outcome() == SwitchoverReport.Outcome.STUCK) {
            throw Problem.of(
                            ManagerError.FAILOVER_BLOCKED,
                            "an interrupted switchover can neither be finished nor undone")
                    .why(report.get().error())
                    .next(String.join("; ", report.get().next()));
        }
        return report;
    }
}
