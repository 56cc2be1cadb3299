package io.masterha.it.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.jr.ob.JSON;
import io.masterha.binlog.node.ApplyDiffReply;
import io.masterha.binlog.node.ApplyDiffRequest;
import io.masterha.binlog.node.LocalServer;
import io.masterha.binlog.node.NodeReply;
import io.masterha.binlog.node.SavedLog;
import io.masterha.it.lab.LabHost;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Runs node commands on one host as the manager does: one JSON document in, one JSON line out. */
final class NodeRun {
    /** Where saved logs lie. */
    static final String WORK = "/var/tmp/node-it";

    private static final String BIN = "/opt/node/bin/";
    private final LabHost host;

    private NodeRun(LabHost host) {
        this.host = host;
    }

    static NodeRun on(LabHost host) {
        return new NodeRun(host);
    }

    /** How a command ended; a killed one has no reply. */
    record Outcome(int exitCode, Map<String, Object> result, Map<String, String> problem, String progress) {
        ApplyDiffReply applied() {
            assertEquals(0, exitCode, this::toString);
            try {
                return JSON.std.beanFrom(ApplyDiffReply.class, JSON.std.asString(result));
            } catch (IOException e) {
                throw new IllegalStateException("no reply of apply-diff: " + result, e);
            }
        }

        String part(String name) {
            return problem.getOrDefault(name, "");
        }
    }

    /** Runs it to its end. */
    Outcome run(String command, Object request) {
        String id = command + "-" + Thread.currentThread().getId();
        try {
            String text = JSON.std.asString(request).replace("'", "'\\''");
            String exit = host.shell("cd /root && umask 077 && printf '%s' '" + text + "' | " + BIN + command
                    + " --json > " + id + ".out 2> " + id + ".err; echo $?");
            String out = host.shell("cat /root/" + id + ".out");
            String err = host.shell("cat /root/" + id + ".err; rm /root/" + id + ".???");
            String last = out.lines().reduce((a, b) -> b).orElse("{}");
            NodeReply reply =
                    out.isEmpty() ? new NodeReply(false, Map.of(), Map.of()) : JSON.std.beanFrom(NodeReply.class, last);
            Outcome outcome = new Outcome(Integer.parseInt(exit), reply.result(), reply.problem(), err);
            System.out.println(command + " on " + host + ": " + outcome);
            return outcome;
        } catch (IOException e) {
            throw new IllegalStateException(command + " on " + host, e);
        }
    }

    <T> T succeed(String command, Object request, Class<T> kind) {
        Outcome outcome = run(command, request);
        assertEquals(0, outcome.exitCode(), outcome::toString);
        try {
            return JSON.std.beanFrom(kind, JSON.std.asString(outcome.result()));
        } catch (IOException e) {
            throw new IllegalStateException("not understood: " + outcome, e);
        }
    }

    Outcome applyDiff(boolean relaxDurability, SavedLog... logs) {
        return applyDiff(relaxDurability, false, logs);
    }

    Outcome applyDiff(boolean relaxDurability, boolean disableLogBin, SavedLog... logs) {
        return applyDiff(relaxDurability, disableLogBin, "", logs);
    }

    Outcome applyDiffBy(String method, boolean disableLogBin, SavedLog... logs) {
        return applyDiff(false, disableLogBin, method, logs);
    }

    private Outcome applyDiff(boolean relaxDurability, boolean disableLogBin, String method, SavedLog... logs) {
        LocalServer server = new LocalServer("127.0.0.1", 3306, "admin", "adminpw");
        List<SavedLog> all = Arrays.asList(logs);
        return run("apply-diff", new ApplyDiffRequest(server, 1, all, method, 0, 60, relaxDurability, disableLogBin));
    }

    /** Kills the command with SIGKILL, if it still runs. */
    void kill() {
        host.shell("pkill -9 -x java || true");
    }
}
