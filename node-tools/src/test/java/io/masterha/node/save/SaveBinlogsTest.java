package io.masterha.node.save;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.masterha.binlog.Problem;
import io.masterha.binlog.node.SaveBinlogsRequest;
import io.masterha.binlog.node.SavedLog;
import io.masterha.node.NodeError;
import io.masterha.node.TestLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory of copies may hold the log of another server under the same name. */
class SaveBinlogsTest {
    private static final String FILE = "mysql-bin.000001";

    private static SavedLog read(Path directory, long serverId) {
        return SaveBinlogs.run(
                new SaveBinlogsRequest(List.of(directory.toString()), FILE + ":4", "", serverId, ""), line -> {});
    }

    @Test
    void a_log_is_read_only_if_the_server_that_is_asked_for_has_written_it(@TempDir Path directory) throws IOException {
        TestLog log = new TestLog("8.0.36", true);
        log.in(FILE, 4).transaction(100).transaction(200);
        log.save(directory.resolve(FILE));

        assertEquals(2, read(directory, TestLog.SOURCE_ID).transactions());
        assertEquals(2, read(directory, 0).transactions());
        Problem problem = assertThrows(Problem.class, () -> read(directory, 7));
        assertEquals(NodeError.WRONG_WRITER, problem.code());
    }
}
