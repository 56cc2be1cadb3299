package io.masterha.manager.adapter.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import io.masterha.binlog.Problem;
import io.masterha.binlog.node.ApplyDiffReply;
import io.masterha.binlog.node.LogPiece;
import io.masterha.binlog.node.NodeReply;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.Damaged;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeRepliesTest {
    private static final SavedLog SAVED = new SavedLog(
            "/var/tmp/a.binlog",
            3320,
            "ab12",
            List.of(new LogPiece("mysql-bin.000007", 1000, 4200, 120, 3200, 0)),
            true,
            4,
            "",
            1,
            2,
            "",
            "",
            "");

    private static String line(Object result) throws IOException {
        return JSON.std.asString(new NodeReply(true, JSON.std.mapFrom(JSON.std.asString(result)), Map.of()));
    }

    private static <T extends Record> T understand(String line, Class<T> kind) {
        return NodeReplies.result("db1: save-binlogs", NodeReplies.read("db1: save-binlogs", line), kind);
    }

    @Test
    void what_a_node_command_answers_arrives_as_it_was() throws IOException {
        assertEquals(SAVED, understand(line(SAVED), SavedLog.class));
    }

    @Test
    void a_problem_of_a_node_command_keeps_its_name() {
        Problem problem = assertThrows(
                Problem.class,
                () -> understand(
                        "{\"ok\":false,\"result\":{},\"problem\":{\"code\":\"LOG_GAP\",\"what\":\"a hole\"}}",
                        SavedLog.class));
        assertEquals("LOG_GAP", problem.code().name());
        assertTrue(problem.what().contains("a hole"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "null",
                "[]",
                "{\"ok\":true}",
                "{\"ok\":false}",
                "{\"ok\":true,\"result\":{},\"problem\":{}}",
                "{\"ok\":true,\"result\":{\"path\":\"/a\",\"pieces\":[null]},\"problem\":{}}"
            })
    void an_answer_with_something_missing_is_refused(String line) {
        Problem problem = assertThrows(Problem.class, () -> understand(line, SavedLog.class));
        assertEquals(SshError.COMMAND_FAILED, problem.code());
    }

    @Test
    void a_damaged_answer_is_understood_or_refused() throws IOException {
        Damaged.everyWay(line(SAVED), text -> understand(text, SavedLog.class));
        Damaged.everyWay(
                line(new ApplyDiffReply("mysql-bin.000007:4", 2, 3)), text -> understand(text, ApplyDiffReply.class));
    }
}
