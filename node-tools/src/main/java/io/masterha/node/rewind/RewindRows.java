package io.masterha.node.rewind;

import io.masterha.binlog.Problem;
import io.masterha.binlog.node.RewindRowsReply;
import io.masterha.binlog.node.RewindRowsRequest;
import io.masterha.node.NodeError;
import io.masterha.node.Progress;

/** Undoes what the local server has logged behind a position or outside a GTID set: all of it, or nothing. */
public final class RewindRows {
    private final RewindRowsRequest request;
    private final Progress progress;

    public RewindRows(RewindRowsRequest request, Progress progress) {
        this.request = request;
        this.progress = progress;
    }

    public RewindRowsReply run() {
        progress.line("looking for what is behind " + request.from() + request.exclude());
        throw Problem.of(NodeError.REWIND_REFUSED, "cannot undo transactions yet");
    }
}
