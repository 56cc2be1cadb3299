package io.masterha.manager.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import io.masterha.binlog.Pace;
import io.masterha.binlog.Problem;
import io.masterha.binlog.extract.SavedLogFile;
import io.masterha.binlog.node.SavedLog;
import io.masterha.binlog.rows.ColumnInSchema;
import io.masterha.binlog.rows.RowFiles;
import io.masterha.binlog.rows.RowSummary;
import io.masterha.binlog.rows.TableMap;
import io.masterha.manager.adapter.file.FileJournalStore;
import io.masterha.manager.adapter.jdbc.JdbcColumns;
import io.masterha.manager.cli.start.ManagerError;
import io.masterha.manager.cli.start.Startup;
import io.masterha.manager.cli.wiring.Wiring;
import io.masterha.manager.execute.JournalLine;
import io.masterha.manager.step.Facts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** masterha-loss: what a saved log holds, as readable rows; reads only. */
final class Loss {
    private Loss() {}

    /** Writes the text and prints what there is; 0 if everything was decoded, 10 if something was not. */
    static int run(LossOptions options) {
        Path log = logOf(options.file);
        Path output = options.output.orElse(Path.of(log + ".rows"));
        Optional<JdbcColumns> server = server(options);
        try {
            Function<TableMap, List<ColumnInSchema>> schema = map ->
                    server.map(asked -> asked.of(map.database(), map.table())).orElse(List.of());
            RowSummary summary;
            try (RowFiles files = new RowFiles(output, schema).watchedBy(new Pace(Loss::tellFar))) {
                summary = files.write(log);
            }
            tell(options, log, output, summary);
            return summary.notDecoded().isEmpty() ? 0 : 10;
        } finally {
            server.ifPresent(JdbcColumns::close);
        }
    }

    private static void tellFar(String sentence) {
        System.err.println(sentence);
    }

    private static Optional<JdbcColumns> server(LossOptions options) {
        if (options.conf == null) {
            return Optional.empty();
        }
        Optional<JdbcColumns> server = JdbcColumns.firstOf(Wiring.databases(Startup.config(options)));
        if (server.isEmpty()) {
            System.err.println(
                    "WARNING no server of " + options.conf + " answers: names of columns come from the log only");
        }
        return server;
    }

    /** The file itself, or the saved log that a journal names. */
    private static Path logOf(Path file) {
        if (!Files.isRegularFile(file)) {
            throw Problem.of(ManagerError.USAGE, "there is no file " + file)
                    .next("name a saved log or a journal; the log of a failover names both");
        }
        if (!file.toString().endsWith(".jsonl")) {
            return file;
        }
        List<SavedLog> named = new ArrayList<>();
        for (JournalLine line : JournalLine.read(new FileJournalStore(file).lines())) {
            boolean isTail =
                    line.is("fact") && List.of(Facts.TAIL, Facts.AFTER_TAIL).contains(line.text("name"));
            if (isTail && line.parts().get("value") instanceof Map<?, ?> value) {
                savedLog(value).filter(log -> !log.path().isEmpty()).ifPresent(named::add);
            }
        }
        if (named.isEmpty()) {
            throw Problem.of(ManagerError.USAGE, file + " names no saved log")
                    .why("no tail of the failed source was saved in this run")
                    .next("save-binlogs on the source's host saves one; then name the file");
        }
        SavedLog last = named.get(named.size() - 1);
        Path name = Path.of(last.path()).getFileName();
        for (Path candidate : List.of(Path.of(last.path()), file.resolveSibling(name))) {
            if (Files.isRegularFile(candidate)) {
                return candidate;
            }
        }
        throw Problem.of(ManagerError.USAGE, "the saved log that " + file + " names is not on this host")
                .why("it is " + last.path() + " on a database host, see the journal; SHA-256 " + last.sha256())
                .next("scp HOST:" + last.path() + " " + file.toAbsolutePath().getParent() + "/, then run this again");
    }

    private static Optional<SavedLog> savedLog(Map<?, ?> value) {
        try {
            return Optional.of(JSON.std.beanFrom(SavedLog.class, JSON.std.asString(value)));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static void tell(LossOptions options, Path log, Path output, RowSummary summary) {
        if (options.json) {
            try {
                System.out.println(JSON.std.asString(summary));
            } catch (IOException e) {
                throw new IllegalStateException("a record of plain values can be written as JSON", e);
            }
            return;
        }
        System.out.println(log + ": " + summary.transactions() + " transactions"
                + (summary.gtids().isEmpty() ? "" : " " + summary.gtids())
                + (summary.transactions() == 0
                        ? ""
                        : ", " + time(summary.firstSecond()) + " to " + time(summary.lastSecond())));
        for (RowSummary.Table table : summary.tables()) {
            System.out.println("  " + table.name() + ": " + table.inserted() + " rows inserted, " + table.updated()
                    + " updated, " + table.deleted() + " deleted: " + output.resolve(table.file())
                    + (table.hasNames() ? "" : "; the log does not name its columns: try --conf"));
            if (!table.hasSigns()) {
                System.out.println(
                        "    the log does not say which numbers are UNSIGNED: large ones look negative; try --conf");
            }
        }
        if (summary.statements() > 0) {
            System.out.println("  " + summary.statements() + " statements: " + output.resolve("statements.sql"));
        }
        summary.notDecoded().forEach(line -> System.out.println("  NOT DECODED: " + line));
        unfinished(log).ifPresent(cut -> System.out.println("  " + cut));
        if (summary.transactions() > 0) {
            System.out.println(
                    "TIMESTAMP columns are in UTC; \\N is NULL, 0x... bytes, - a column that was not logged.");
        }
    }

    /** What the description beside a saved log says was cut off or could not be read. */
    private static Optional<String> unfinished(Path log) {
        if (!Files.exists(Path.of(log + ".json"))) {
            return Optional.empty();
        }
        SavedLog saved = SavedLogFile.read(log);
        String cut = saved.cut().isEmpty() ? "" : "not in it: " + saved.cut() + " (" + saved.cutPath() + ")";
        String damage = saved.damage().isEmpty() ? "" : "DAMAGED: " + saved.damage();
        String both = cut + (cut.isEmpty() || damage.isEmpty() ? "" : "; ") + damage;
        return Optional.of(both).filter(text -> !text.isEmpty());
    }

    private static String time(long second) {
        return Instant.ofEpochSecond(second).toString();
    }
}
