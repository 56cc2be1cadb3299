package io.masterha.manager.cli.fleet;

import io.masterha.binlog.Problem;
import io.masterha.manager.adapter.SystemTime;
import io.masterha.manager.cli.start.ManagerError;
import io.masterha.manager.cli.start.ManagerOptions;
import io.masterha.manager.cli.start.Startup;
import io.masterha.manager.detect.Brake;
import io.masterha.manager.port.Story;
import io.masterha.manager.report.Narrator;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** masterha-manager with --conf-dir: the managers of all configurations of a directory in one process. */
public final class Fleet {
    /** After this time a cluster that could not be watched is tried again. */
    static final Duration AGAIN = Duration.ofSeconds(60);

    private static final Duration TICK = Duration.ofSeconds(1);
    /** Ticks between two looks at the directory. */
    private static final int LOOK_EVERY = 10;
    /** Ticks between two tellings of an alarm that stands. */
    private static final int TELL_EVERY = 60;

    /** They are about one cluster, or end at once. */
    private static final Set<String> FOR_ONE =
            Set.of("--conf", "--check_only", "--dry_run", "--resume", "--explain", "--json", "--new_master_host");

    private final Path directory;
    private final ManagerOptions options;
    private final FleetShare share;
    private final Story story;
    private final Map<Path, FleetCluster> clusters = new ConcurrentSkipListMap<>();
    private final Map<Path, Integer> missing = new TreeMap<>();
    private boolean isListed = true;
    private long massSince = -1;

    private Fleet(Path directory, ManagerOptions options, Story story) {
        this.directory = directory;
        this.options = options;
        this.story = story;
        this.share = new FleetShare(new Brake(options.maxFailovers, options.massPercent), story);
    }

    public static int run(ManagerOptions options, Path directory) {
        check(options, directory);
        OutputStream log = options.log.map(Startup::log).orElse(System.out);
        Narrator narrator =
                options.log.isPresent() ? Narrator.dated(log, new SystemTime()) : new Narrator(log, new SystemTime());
        Fleet fleet = new Fleet(directory, options, narrator);
        Runtime.getRuntime().addShutdownHook(new Thread(fleet::endBySignal, "status"));
        return fleet.watch();
    }

    private static void check(ManagerOptions options, Path directory) {
        List<String> given = options.given.stream()
                .filter(name -> FOR_ONE.contains(name.replace("--dry-run", "--dry_run")))
                .sorted()
                .toList();
        if (!given.isEmpty()) {
            throw Problem.of(ManagerError.USAGE, "--conf-dir goes without " + String.join(", ", given))
                    .why("that is about one cluster")
                    .next("run it with --conf=FILE");
        }
        if (options.maxFailovers < 1 || options.massPercent < 0 || options.massPercent > 100) {
            throw Problem.of(ManagerError.USAGE, "--max_failovers_at_once or --mass_failure_percent means nothing")
                    .why("at least 1 failover, and 0 to 100 percent")
                    .next("see masterha-manager --help");
        }
        if (!Files.isDirectory(directory)) {
            throw Problem.of(ManagerError.USAGE, directory + " is no directory")
                    .why("--conf-dir names the directory of the configurations")
                    .next("for one configuration use --conf=FILE");
        }
    }

    private int watch() {
        story.tell(
                "start",
                Optional.empty(),
                "watching the configurations of " + directory + "; at most " + options.maxFailovers
                        + " failovers at the same time, none while more than " + options.massPercent
                        + " % look dead together");
        for (long tick = 0; !share.isEnding(); tick++) {
            if (tick % LOOK_EVERY == 0) {
                lookAtFiles();
            }
            clusters.values().forEach(this::lookAfter);
            tellOfMass(tick);
            share.time().sleep(TICK);
        }
        return 1;
    }

    /** A directory that cannot be read, or is empty all at once, ends nothing. */
    private void lookAtFiles() {
        Optional<List<Path>> found = files();
        if (found.isEmpty() || (found.get().isEmpty() && !clusters.isEmpty())) {
            if (isListed) {
                story.warn(
                        "start",
                        Optional.empty(),
                        directory + (found.isEmpty() ? " cannot be read" : " holds no configuration any more")
                                + ": what is watched is watched on");
            }
            isListed = false;
            return;
        }
        isListed = true;
        List<Path> added =
                found.get().stream().filter(file -> !clusters.containsKey(file)).toList();
        for (Path file : added) {
            FleetCluster cluster = new FleetCluster(file, options, share);
            clusters.put(file, cluster);
            begin(cluster);
        }
        if (!added.isEmpty()) {
            story.tell("start", Optional.empty(), names(added) + ": begun; " + clusters.size() + " clusters now");
        }
        removeMissing(Set.copyOf(found.get()));
    }

    /** An editor may take a file away for an instant: it counts from the second look on. */
    private void removeMissing(Set<Path> found) {
        missing.keySet().removeIf(found::contains);
        for (Path file : List.copyOf(clusters.keySet())) {
            if (!found.contains(file) && missing.merge(file, 1, Integer::sum) == 2) {
                FleetCluster cluster = clusters.get(file);
                if (cluster != null) {
                    story.warn("start", Optional.empty(), file + " is gone: its cluster is not watched any more");
                    cluster.remove();
                }
            }
        }
        clusters.values().removeIf(c -> missing.containsKey(c.file()) && c.end() == FleetCluster.End.STOPPED);
    }

    private Optional<List<Path>> files() {
        try (Stream<Path> all = Files.list(directory)) {
            return Optional.of(
                    all.filter(file -> String.valueOf(file.getFileName()).endsWith(".cnf"))
                            .sorted()
                            .collect(Collectors.toCollection(ArrayList::new)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String names(List<Path> files) {
        return files.size() > 5
                ? files.size() + " configurations"
                : files.stream().map(file -> String.valueOf(file.getFileName())).collect(Collectors.joining(", "));
    }

    private void begin(FleetCluster cluster) {
        cluster.begins();
        Thread thread = new Thread(cluster, "watch " + cluster.name());
        thread.setDaemon(true);
        thread.start();
    }

    /** One that has ended is begun again when its time has come. */
    private void lookAfter(FleetCluster cluster) {
        FleetCluster.End end = cluster.end();
        if (end == FleetCluster.End.NONE) {
            return;
        }
        if (cluster.isStopWanted()) {
            cluster.isStopped();
            return;
        }
        boolean isTime =
                switch (end) {
                    case NONE -> false;
                    case BROKEN -> cluster.hasChanged() || cluster.nanosSinceEnd() > AGAIN.toNanos();
                    case DONE -> cluster.hasChanged();
                    case STOPPED -> true;
                };
        if (isTime) {
            story.tell("cluster", Optional.empty(), cluster.name() + ": it is begun again");
            begin(cluster);
        }
    }

    private void tellOfMass(long tick) {
        boolean isMass = share.turns().isMass();
        Brake.Scene scene = share.turns().scene();
        String figures = scene.silent() + " of " + scene.watched() + " clusters look dead together";
        if (isMass && (massSince < 0 || (tick - massSince) % TELL_EVERY == 0)) {
            String lasting = massSince < 0 ? "" : " for " + (tick - massSince) + " s";
            story.warn(
                    "alarm",
                    Optional.empty(),
                    "MASS_FAILURE" + lasting + ": " + figures
                            + ": the manager suspects itself, its host or its network;"
                            + " no failover begins until there are fewer; next: look at this host's network, then at the"
                            + " clusters; a failover by hand: masterha-stop --conf=FILE, then masterha-switch --conf=FILE"
                            + " --master_state=dead");
            massSince = massSince < 0 ? tick : massSince;
        } else if (!isMass && massSince >= 0) {
            story.tell(
                    "alarm", Optional.empty(), "MASS_FAILURE is over after " + (tick - massSince) + " s: " + figures);
            massSince = -1;
            share.massIsOver();
        }
    }

    /** As with one configuration: exit code 1, and no status file is left; whoever writes one now is the last to do so. */
    private void endBySignal() {
        share.end();
        List<FleetCluster> all = List.copyOf(clusters.values());
        all.forEach(FleetCluster::removeStatus);
        all.forEach(FleetCluster::removeStatus);
        Runtime.getRuntime().halt(1);
    }
}
