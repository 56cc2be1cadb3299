package io.masterha.node.cli;

import io.masterha.binlog.Problem;
import io.masterha.binlog.node.ApplyDiffRequest;
import io.masterha.binlog.node.PurgeRelayLogsRequest;
import io.masterha.binlog.node.RewindRowsRequest;
import io.masterha.binlog.node.SaveBinlogsRequest;
import io.masterha.binlog.node.SaveRelayLogsRequest;
import io.masterha.node.NodeError;
import io.masterha.node.Progress;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** The commands under their names, MHA's included. */
enum CommandName {
    SAVE_BINLOGS("save-binlogs", "save_binary_logs") {
        @Override
        Answer answer(InputStream request, Progress progress) {
            return Answers.saveBinlogs(JsonMode.read(request, SaveBinlogsRequest.class), progress);
        }
    },
    SAVE_RELAY_LOGS("save-relay-logs") {
        @Override
        Answer answer(InputStream request, Progress progress) {
            return Answers.saveRelayLogs(JsonMode.read(request, SaveRelayLogsRequest.class), progress);
        }
    },
    APPLY_DIFF("apply-diff", "apply_diff_relay_logs") {
        @Override
        Answer answer(InputStream request, Progress progress) {
            return Answers.applyDiff(JsonMode.read(request, ApplyDiffRequest.class), progress);
        }
    },
    PURGE_RELAY_LOGS("purge-relay-logs", "purge_relay_logs") {
        @Override
        Answer answer(InputStream request, Progress progress) {
            return Answers.purgeRelayLogs(JsonMode.read(request, PurgeRelayLogsRequest.class), progress);
        }
    },
    REWIND_ROWS("rewind-rows") {
        @Override
        Answer answer(InputStream request, Progress progress) {
            return Answers.rewindRows(JsonMode.read(request, RewindRowsRequest.class), progress);
        }
    },
    NODE_VERSION("node-version") {
        @Override
        Answer answer(InputStream request, Progress progress) {
            return version();
        }
    };

    private final String title;
    private final String mhaName;

    CommandName(String title) {
        this(title, title);
    }

    CommandName(String title, String mhaName) {
        this.title = title;
        this.mhaName = mhaName;
    }

    /** Reads the request as JSON and does it. */
    abstract Answer answer(InputStream request, Progress progress);

    String title() {
        return title;
    }

    /** The launcher knows it: in a node bundle it is the bundle's name, which stands for all that is in it. */
    static Answer version() {
        String text = System.getProperty("masterha.version", "unknown");
        return new Answer(Map.of("version", text), text, ExitCode.OK);
    }

    static CommandName find(String name) {
        return Arrays.stream(values())
                .filter(command -> command.title.equals(name) || command.mhaName.equals(name))
                .findFirst()
                .orElseThrow(() -> Problem.of(NodeError.USAGE, "no such command: " + name)
                        .next("one of "
                                + Arrays.stream(values())
                                        .map(CommandName::title)
                                        .collect(Collectors.joining(", "))));
    }
}
