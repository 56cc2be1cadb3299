package io.masterha.bench;

import com.github.shyiko.mysql.binlog.BinaryLogFileReader;
import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.NullEventDataDeserializer;
import io.masterha.binlog.frame.LogReader;
import io.masterha.binlog.transaction.TransactionBoundary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Walks over one large binary log: our reader with every checksum, and the reader of the connector library. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
public class WalkBenchmark {
    private static final double MEGA = 1e6;

    private final Path file = Path.of(System.getProperty("masterha.bench.file", ""));

    /** The goal is 2,000 MB/s. */
    @Benchmark
    public long headersAndChecksums() {
        long bytes = 0;
        try (LogReader reader = LogReader.open(file)) {
            while (reader.next()) {
                bytes += reader.length();
            }
            if (!reader.end().orElseThrow().isClean()) {
                throw new IllegalStateException(reader.end().orElseThrow().detail());
            }
        }
        return bytes;
    }

    /** The same with a frame for each event and the boundaries of transactions: what a save does before it copies. */
    @Benchmark
    public long transactions() {
        long transactions = 0;
        TransactionBoundary boundary = new TransactionBoundary();
        try (LogReader reader = LogReader.open(file)) {
            while (reader.next()) {
                TransactionBoundary.Step step = boundary.next(reader.frame());
                transactions += step == TransactionBoundary.Step.COMPLETES ? 1 : 0;
            }
        }
        return transactions;
    }

    /** The connector library at its quickest: no event is decoded, no checksum is looked at. */
    @Benchmark
    public long library() throws IOException {
        EventDeserializer deserializer = new EventDeserializer();
        Arrays.stream(EventType.values())
                .filter(type -> type != EventType.FORMAT_DESCRIPTION)
                .forEach(type -> deserializer.setEventDataDeserializer(type, new NullEventDataDeserializer()));
        long events = 0;
        try (BinaryLogFileReader reader = new BinaryLogFileReader(file.toFile(), deserializer)) {
            while (reader.readEvent() != null) {
                events++;
            }
        }
        return events;
    }

    /** Megabytes in a second, by the name of the walk. */
    static Map<String, Double> rates(Path file) throws RunnerException, IOException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(WalkBenchmark.class.getName())
                        .jvmArgsAppend("-Dmasterha.bench.file=" + file)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        Map<String, Double> rates = new LinkedHashMap<>();
        for (RunResult result : results) {
            rates.put(
                    result.getPrimaryResult().getLabel(),
                    Files.size(file) / MEGA / result.getPrimaryResult().getScore());
        }
        return rates;
    }
}
