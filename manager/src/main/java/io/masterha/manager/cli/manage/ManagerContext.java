package io.masterha.manager.cli.manage;

import io.masterha.manager.adapter.SystemTime;
import io.masterha.manager.adapter.file.FileWitnessStore;
import io.masterha.manager.app.watch.WatchPolicy;
import io.masterha.manager.cli.start.ManagerOptions;
import io.masterha.manager.cli.start.Startup;
import io.masterha.manager.cli.wiring.Wiring;
import io.masterha.manager.cli.workdir.FailoverMarkers;
import io.masterha.manager.cli.workdir.Journals;
import io.masterha.manager.config.ClusterConfig;
import io.masterha.manager.config.ServerConfig;
import io.masterha.manager.config.WatchSettings;
import io.masterha.manager.detect.Patience;
import io.masterha.manager.plan.ElectionPolicy;
import io.masterha.manager.plan.FailoverPolicy;
import io.masterha.manager.port.PingType;
import io.masterha.manager.port.Story;
import io.masterha.manager.port.WitnessStore;
import io.masterha.manager.topology.ServerId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What one manager works with: its options and configuration, and where it writes what becomes of them. */
public final class ManagerContext {
    private final ManagerOptions options;
    private final ClusterConfig config;
    private final Path workdir;
    private final Story story;
    private final Neighbours neighbours;
    private final FailoverMarkers markers;
    private final ShownState shown;
    private Optional<ServerId> lastSource = Optional.empty();

    public ManagerContext(ManagerOptions options, ClusterConfig config, Path workdir, Story story) {
        this(options, config, workdir, story, Neighbours.NONE);
    }

    public ManagerContext(
            ManagerOptions options, ClusterConfig config, Path workdir, Story story, Neighbours neighbours) {
        this.neighbours = neighbours;
        this.options = options;
        this.config = config;
        this.workdir = workdir;
        this.story = story;
        this.markers = new FailoverMarkers(workdir, config.application());
        this.shown = new ShownState(config, workdir, story);
    }

    ManagerOptions options() {
        return options;
    }

    ClusterConfig config() {
        return config;
    }

    Path workdir() {
        return workdir;
    }

    Story story() {
        return story;
    }

    Neighbours neighbours() {
        return neighbours;
    }

    FailoverMarkers markers() {
        return markers;
    }

    ShownState shown() {
        return shown;
    }

    /** The source that was watched or replaced last: it is gone when a manager goes on watching after a failover. */
    Optional<ServerId> lastSource() {
        return lastSource;
    }

    void isAbout(ServerId source) {
        lastSource = Optional.of(source);
    }

    Map<ServerId, String> addresses() {
        return config.servers().stream().collect(Collectors.toMap(ServerConfig::id, ServerConfig::ip));
    }

    PingType pingType() {
        return PingType.valueOf(config.settings().pingType());
    }

    /** Where the last look at the source is kept. */
    WitnessStore witnesses() {
        return new FileWitnessStore(workdir.resolve(config.application() + ".seen"));
    }

    WatchPolicy watchPolicy() {
        WatchSettings watch = config.settings().watch();
        return WatchPolicy.usual(
                        pingType(), Duration.ofSeconds(config.settings().pingSeconds()))
                .with(new Patience(
                        Duration.ofSeconds(watch.patience()),
                        Duration.ofSeconds(watch.hung()),
                        Duration.ofSeconds(watch.restart()),
                        Duration.ofSeconds(watch.unwritable())))
                .with(watch.failsOverUnwritable(), Duration.ofSeconds(watch.alarm()));
    }

    Wiring wiring() {
        return wiring(Journals.FAILOVER.next(workdir, config));
    }

    /** With the journal of an earlier failover. */
    Wiring wiring(Path journal) {
        return Wiring.of(config, Startup.home(), journal, story, neighbours.workers());
    }

    public FailoverPolicy policy() {
        Optional<ServerId> forced = options.newHost.map(host -> new ServerId(host, options.newPort));
        return new FailoverPolicy(
                new ElectionPolicy(ElectionPolicy.Kind.named(config.settings().election()), forced),
                !options.skipSave,
                !options.skipChange,
                !options.skipOpen,
                true,
                Startup.safety(config, options.loss, options.quorum).vouchedFor(options.acceptFence));
    }

    /** MHA's waits before the end, for those who look at what is there then. */
    void pause(int seconds, String option) {
        if (seconds > 0) {
            story.tell("done", Optional.empty(), "waiting " + seconds + " s before the end: " + option);
            new SystemTime().sleep(Duration.ofSeconds(seconds));
        }
    }
}
