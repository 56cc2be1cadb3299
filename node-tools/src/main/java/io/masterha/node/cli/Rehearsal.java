package io.masterha.node.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import io.masterha.binlog.node.SaveBinlogsRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.FileUtils;

/**
 * Saves a small log, as if it were asked to, and throws the copy away: what is loaded and looked up for the first time takes a
 * tenth of a second and more, which is then over when a real request comes.
 *
 * <p>The log is the beginning of one that MySQL 9.7 wrote: header, earlier GTIDs, one transaction of one row.
 */
final class Rehearsal {
    private static final String LOG = "rehearsal.000001";
    private static final int FIRST_TRANSACTION = 198;

    private Rehearsal() {}

    /** @return why it failed; empty if it did not */
    static String run() {
        try {
            Path directory = Files.createTempDirectory("masterha-rehearsal");
            try {
                return save(directory);
            } finally {
                FileUtils.deleteDirectory(directory.toFile());
            }
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String save(Path directory) throws IOException {
        try (InputStream log = Rehearsal.class.getResourceAsStream(LOG)) {
            if (log == null) {
                throw new IllegalStateException(LOG + " is missing from the program");
            }
            Files.copy(log, directory.resolve(LOG));
        }
        SaveBinlogsRequest request = new SaveBinlogsRequest(
                List.of(directory.toString()),
                LOG + ":" + FIRST_TRANSACTION,
                "",
                1,
                directory.resolve("saved").toString());
        byte[] document = JSON.std.asString(request).getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream unheard = new PrintStream(said, true, StandardCharsets.UTF_8);
        int exitCode = new CommandLineEntry(new ByteArrayInputStream(document), unheard, unheard)
                .run(CommandName.SAVE_BINLOGS.title(), "--json");
        return exitCode == 0 ? "" : said.toString(StandardCharsets.UTF_8).strip();
    }
}
