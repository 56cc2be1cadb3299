package io.masterha.manager.cli.start;

import io.masterha.binlog.Problem;
import io.masterha.manager.adapter.SystemTime;
import io.masterha.manager.config.ClusterConfig;
import io.masterha.manager.config.ConfigKey;
import io.masterha.manager.config.ConfigReader;
import io.masterha.manager.config.ServerConfig;
import io.masterha.manager.plan.Safety;
import io.masterha.manager.port.Story;
import io.masterha.manager.report.Narrator;
import io.masterha.manager.topology.ServerId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What every command does before its own work: read the configuration, open the log, find the work directory. */
public final class Startup {

    private Startup() {}

    public static ClusterConfig config(CommonOptions options) {
        if (options.conf == null) {
            throw Problem.of(ManagerError.USAGE, "this command works on one configuration")
                    .why("only the manager has --conf-dir")
                    .next("give it --conf=FILE");
        }
        return config(options.conf, options, new Names());
    }

    /** For commands that connect to no server: they do not wait for a name service, and work without one. */
    public static ClusterConfig configWithoutAddresses(Path file, CommonOptions options) {
        return config(file, options, host -> Optional.of("address of " + host));
    }

    private static ClusterConfig config(Path file, CommonOptions options, ConfigReader.Resolver resolver) {
        boolean isUsual = options.globalConf.equals(Path.of("/etc/masterha_default.cnf"));
        if (!isUsual && !Files.exists(options.globalConf)) {
            System.err.println("WARNING " + options.globalConf + ": there is no such file; --global_conf is ignored");
        }
        ConfigReader reader = new ConfigReader(
                resolver,
                new ConfigScript(),
                System.getProperty("user.name", "root"),
                Path.of(System.getProperty("user.home", "/")));
        return reader.read(file, options.globalConf);
    }

    /** The work directory, made if it is missing. */
    public static Path workdir(CommonOptions options, ClusterConfig config) {
        Path workdir = options.workdir.orElse(config.settings().workdir());
        try {
            Files.createDirectories(workdir);
            Path probe = workdir.resolve(config.application() + ".write-test");
            Files.writeString(probe, "masterha\n");
            Files.delete(probe);
            return workdir;
        } catch (IOException e) {
            throw Problem.of(ManagerError.WORKDIR_UNUSABLE, workdir + ": the work directory cannot be written to")
                    .why(String.valueOf(e.getMessage()))
                    .next("make room or mend its mode, or give another one with --manager_workdir")
                    .causedBy(e);
        }
    }

    /** A file of the work directory that cannot be written. */
    public static Problem unusable(Path file, IOException e) {
        return Problem.of(ManagerError.WORKDIR_UNUSABLE, file + ": it cannot be written")
                .why(String.valueOf(e))
                .next("make room on the disk, or mend the owner and the mode of the directory")
                .causedBy(e);
    }

    /** The log: a file that is appended to, or standard output. */
    public static OutputStream log(CommonOptions options, ClusterConfig config) {
        Optional<Path> file = options.log.or(() -> config.settings().log());
        return file.isEmpty() ? System.out : log(file.get());
    }

    /** The log of one cluster of several: never standard output. */
    public static Path ownLog(ClusterConfig config, Path workdir) {
        return config.settings().log().orElse(workdir.resolve(config.application() + ".log"));
    }

    public static OutputStream log(Path file) {
        try {
            return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw Problem.of(ManagerError.WORKDIR_UNUSABLE, file + ": the log cannot be opened")
                    .why(String.valueOf(e.getMessage()))
                    .next("make its directory, or give another file with --manager_log")
                    .causedBy(e);
        }
    }

    /** The log in the level of the configuration; {@code debug} is set before the first statement is logged. */
    public static Story story(OutputStream out, ClusterConfig config) {
        String level = config.settings().logLevel();
        if (level.equals("debug")) {
            System.setProperty("org.slf4j.simpleLogger.log.io.masterha", "debug");
            System.setProperty("org.slf4j.simpleLogger.showDateTime", "true");
            System.setProperty("org.slf4j.simpleLogger.dateTimeFormat", "HH:mm:ss.SSS");
            System.setProperty("org.slf4j.simpleLogger.showShortLogName", "true");
        }
        Narrator all = out == System.out ? new Narrator(out, new SystemTime()) : Narrator.dated(out, new SystemTime());
        Story named = new NamesTheFile(all, config.file());
        return List.of("debug", "info", "notice").contains(level) ? named : new OnlyWarnings(named);
    }

    /** How much the operator wants to be certain of; {@code --loss} and {@code --quorum} go over their keys. */
    public static Safety safety(ClusterConfig config, Optional<String> loss, Optional<String> quorum) {
        return Safety.named(
                config.settings().fence(),
                given(ConfigKey.LOSS, loss).orElse(config.settings().loss()),
                given(ConfigKey.QUORUM, quorum).orElse(config.settings().quorum()));
    }

    /** An option that goes over a key takes what the key takes. */
    private static Optional<String> given(ConfigKey key, Optional<String> value) {
        if (value.filter(word -> !key.type().accepts(word)).isPresent()) {
            throw Problem.of(ManagerError.USAGE, "--" + key.key() + "=" + value.get() + " means nothing")
                    .why("it must be " + key.type().expected())
                    .next("see masterha-manager --help");
        }
        return value;
    }

    /** Servers whose hosts are not checked at start: {@code skip_init_ssh_check}. */
    public static Set<ServerId> uncheckedHosts(ClusterConfig config) {
        return config.servers().stream()
                .filter(server -> server.flags().skipSshCheck())
                .map(ServerConfig::id)
                .collect(Collectors.toSet());
    }

    /** The distribution's directory, from the launcher. */
    public static Path home() {
        return Path.of(System.getProperty("masterha.home", "."));
    }
}
