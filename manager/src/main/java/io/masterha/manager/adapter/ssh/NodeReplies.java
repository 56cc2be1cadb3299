package io.masterha.manager.adapter.ssh;

import com.fasterxml.jackson.jr.ob.JSON;
import io.masterha.binlog.ErrorCode;
import io.masterha.binlog.Problem;
import io.masterha.binlog.node.NodeReply;
import io.masterha.binlog.node.RecordText;
import java.io.IOException;
import java.util.Map;

/** Understands what a node command answered; whatever came over the wire, it gives a whole record or a problem. */
final class NodeReplies {
    private NodeReplies() {}

    /** A problem that a node command met, under the name that the command gave it. */
    record RemoteCode(String name, int exitCode) implements ErrorCode {}

    /** @param who the host and the command, for the problem */
    static NodeReply read(String who, String line) {
        try {
            return RecordText.read(NodeReply.class, line);
        } catch (IOException e) {
            throw unreadable(who, e);
        }
    }

    /**
     * The result of a reply.
     *
     * @throws Problem the command's own, if it met one
     */
    static <T extends Record> T result(String who, NodeReply reply, Class<T> kind) {
        if (!reply.ok()) {
            throw problem(who, reply.problem());
        }
        try {
            return RecordText.read(kind, JSON.std.asString(reply.result()));
        } catch (IOException e) {
            throw unreadable(who, e);
        }
    }

    private static Problem unreadable(String who, IOException e) {
        return Problem.of(SshError.COMMAND_FAILED, who + " gave an unreadable answer")
                .why(String.valueOf(e.getMessage()))
                .next("run the command again; if it stays, masterha-check-ssh --install-node")
                .changed("it may have done its work")
                .causedBy(e);
    }

    private static Problem problem(String who, Map<String, String> parts) {
        return Problem.of(
                        new RemoteCode(parts.getOrDefault("code", "UNKNOWN"), 1),
                        who + ": " + parts.getOrDefault("what", "a node command failed"))
                .why(parts.getOrDefault("why", "it does not say why"))
                .next(parts.getOrDefault("next", ""))
                .changed(parts.getOrDefault("changed", "unknown what was changed"));
    }
}
