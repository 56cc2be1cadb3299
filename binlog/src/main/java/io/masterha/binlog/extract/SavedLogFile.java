package io.masterha.binlog.extract;

import com.fasterxml.jackson.jr.ob.JSON;
import io.masterha.binlog.FileReason;
import io.masterha.binlog.LogError;
import io.masterha.binlog.Problem;
import io.masterha.binlog.frame.LogOutput;
import io.masterha.binlog.node.RecordText;
import io.masterha.binlog.node.SavedLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The description that stands beside a saved log as {@code <log>.json}, so that it can be used by hand. */
public final class SavedLogFile {
    private static final String SUFFIX = ".json";

    private SavedLogFile() {}

    static void write(SavedLog saved, Path log) {
        try (LogOutput out = LogOutput.create(beside(log))) {
            byte[] text = JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asBytes(saved);
            out.write(ByteBuffer.wrap(text));
            out.write(ByteBuffer.wrap("\n".getBytes(StandardCharsets.UTF_8)));
            out.commit();
        } catch (IOException e) {
            throw new IllegalStateException("a record of plain values can be written as JSON", e);
        }
    }

    /** Reads the description of a saved log; its path is the given one, wherever it was written. */
    public static SavedLog read(Path log) {
        try {
            String text = Files.readString(beside(log), StandardCharsets.UTF_8);
            return RecordText.read(SavedLog.class, text).at(log.toAbsolutePath().toString());
        } catch (IOException e) {
            throw Problem.of(LogError.LOG_UNREADABLE, "cannot read the description of " + log)
                    .why(FileReason.of(e))
                    .next("copy " + beside(log) + " along with the log")
                    .causedBy(e);
        }
    }

    private static Path beside(Path log) {
        return log.resolveSibling(log.getFileName() + SUFFIX);
    }
}
