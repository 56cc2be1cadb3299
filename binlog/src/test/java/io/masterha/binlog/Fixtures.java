package io.masterha.binlog;

import io.masterha.binlog.relay.RelayLogIndex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** Logs of real servers, written by {@code src/test/fixtures/make.sh}: a source's binary logs, its replica's relay logs. */
public record Fixtures(String name, Path directory, Properties status) {
    private static final Path ROOT = Path.of("src/test/resources/logs");

    /** One per server and mode. */
    public static Stream<Fixtures> all() {
        return files(ROOT).map(Fixtures::of);
    }

    public static Fixtures named(String name) {
        return of(ROOT.resolve(name));
    }

    private static Fixtures of(Path directory) {
        Properties status = new Properties();
        try (var in = Files.newBufferedReader(directory.resolve("status.properties"))) {
            status.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Fixtures(directory.getFileName().toString(), directory, status);
    }

    public Path source() {
        return directory.resolve("source");
    }

    public List<Path> binlogs() {
        return files(source()).toList();
    }

    public List<Path> relayLogs() {
        return RelayLogIndex.read(relayIndex());
    }

    public Path relayIndex() {
        return directory.resolve("relay/relay-bin.index");
    }

    /** What the replica said it had received; inside a transaction. */
    public BinlogPosition received() {
        return position("received");
    }

    /** The end of the source's log. */
    public BinlogPosition written() {
        return position("written");
    }

    public boolean isMariadb() {
        return name.startsWith("mariadb");
    }

    public boolean hasGtids() {
        return name.endsWith("-gtid") || isMariadb();
    }

    private BinlogPosition position(String key) {
        return BinlogPosition.parse(status.getProperty(key, ""));
    }

    @Override
    public String toString() {
        return name;
    }

    private static Stream<Path> files(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
