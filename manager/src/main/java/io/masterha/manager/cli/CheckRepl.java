package io.masterha.manager.cli;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.check.Preflight;
import io.masterha.manager.cli.start.ManagerOptions;
import io.masterha.manager.cli.start.Quiet;
import io.masterha.manager.cli.start.Startup;
import io.masterha.manager.cli.wiring.Wiring;
import io.masterha.manager.cli.workdir.FailoverMarkers;
import io.masterha.manager.cli.workdir.Journals;
import io.masterha.manager.config.ClusterConfig;
import io.masterha.manager.plan.ElectionPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** masterha-check-repl: everything that the manager checks before watching, with a verdict. */
final class CheckRepl {
    private CheckRepl() {}

    static int run(ManagerOptions options) {
        ClusterConfig config = Startup.config(options);
        Path workdir = Startup.workdir(options, config);
        options.unknown.forEach(word -> System.out.println("WARNING option ignored: " + word));
        Quiet story = new Quiet();
        try (Wiring wiring = Wiring.of(config, Startup.home(), Journals.FAILOVER.next(workdir, config), story)) {
            Preflight.Findings found = new Preflight(
                            wiring.world(),
                            wiring.cluster(),
                            new Preflight.Options(
                                    !options.skipSsh,
                                    config.settings().checkFilter(),
                                    options.ignoreFailOnStart,
                                    Optional.of(Duration.ofSeconds(options.secondsBehind)),
                                    Startup.uncheckedHosts(config),
                                    !options.skipSave,
                                    new ElectionPolicy(
                                            ElectionPolicy.Kind.named(
                                                    config.settings().election()),
                                            Optional.empty()),
                                    Startup.safety(config, options.loss, options.quorum)))
                    .check();
            found.facts().forEach(fact -> System.out.println(config.labelled(fact)));
            found.warnings().forEach(warning -> System.out.println("WARNING " + warning));
            config.warnings().forEach(sentence -> System.out.println("WARNING " + sentence));
            try {
                new FailoverMarkers(workdir, config.application())
                        .check(Duration.ofMinutes(options.lastFailoverMinute));
            } catch (Problem blocked) {
                System.out.println("WARNING a failover would be refused: " + blocked.sentence());
            }
            found.silentSource().ifPresent(found.problems()::add);
            found.problems().forEach(problem -> System.out.println("PROBLEM " + problem.sentence()));
            boolean healthy = found.problems().isEmpty();
            System.out.println();
            System.out.println("MySQL Replication Health is " + (healthy ? "OK." : "NOT OK!"));
            return healthy ? 0 : 1;
        }
    }
}
