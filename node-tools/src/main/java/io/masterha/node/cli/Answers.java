package io.masterha.node.cli;

import io.masterha.binlog.node.ApplyDiffReply;
import io.masterha.binlog.node.ApplyDiffRequest;
import io.masterha.binlog.node.PurgeRelayLogsReply;
import io.masterha.binlog.node.PurgeRelayLogsRequest;
import io.masterha.binlog.node.RewindRowsReply;
import io.masterha.binlog.node.RewindRowsRequest;
import io.masterha.binlog.node.SaveBinlogsRequest;
import io.masterha.binlog.node.SaveRelayLogsRequest;
import io.masterha.binlog.node.SavedLog;
import io.masterha.node.Progress;
import io.masterha.node.apply.ApplyDiff;
import io.masterha.node.apply.PurgeRelayLogs;
import io.masterha.node.rewind.RewindRows;
import io.masterha.node.save.SaveBinlogs;
import io.masterha.node.save.SaveRelayLogs;
import java.util.Locale;

/** Runs requests, however they came, and puts the answers into words. */
final class Answers {
    private Answers() {}

    static Answer saveBinlogs(SaveBinlogsRequest request, Progress progress) {
        String from = request.from().isEmpty() ? "what is not in " + request.exclude() : request.from();
        progress.line("reading the binary logs from " + from);
        return saved(SaveBinlogs.run(request, progress), request.output().isEmpty());
    }

    static Answer saveRelayLogs(SaveRelayLogsRequest request, Progress progress) {
        progress.line("looking for " + request.from() + " to " + request.to() + " in the relay logs");
        return saved(SaveRelayLogs.run(request, progress), request.output().isEmpty());
    }

    static Answer applyDiff(ApplyDiffRequest request, Progress progress) {
        return applied(new ApplyDiff(request, progress).run());
    }

    static Answer applied(ApplyDiffReply reply) {
        String sentence = "executed up to " + reply.executed() + ", " + reply.transactions() + " transactions in "
                + seconds(reply.millis());
        return new Answer(reply, sentence, ExitCode.OK);
    }

    static Answer purgeRelayLogs(PurgeRelayLogsRequest request, Progress progress) {
        PurgeRelayLogsReply reply = new PurgeRelayLogs(request, progress).run();
        String kept = reply.kept().isEmpty() ? "" : "; " + reply.kept();
        String sentence = reply.purged() + " relay logs purged, " + reply.bytes() + " bytes; " + reply.left() + " left";
        return new Answer(reply, sentence + kept, ExitCode.OK);
    }

    static Answer rewindRows(RewindRowsRequest request, Progress progress) {
        RewindRowsReply reply = new RewindRows(request, progress).run();
        long rows = reply.tables().stream()
                .mapToLong(table -> table.inserted() + table.updated() + table.deleted())
                .sum();
        String what = reply.transactions() + " transactions, " + rows + " row changes in "
                + reply.tables().size() + " tables";
        String kept = reply.archive().path().isEmpty()
                ? ""
                : "; kept in " + reply.archive().path();
        if (!reply.rewound()) {
            return new Answer(reply, (request.dryRun() ? "can be undone: " : "nothing undone: ") + what, ExitCode.OK);
        }
        return new Answer(reply, "undid " + what + " in " + seconds(reply.millis()) + kept, ExitCode.OK);
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }

    private static Answer saved(SavedLog log, boolean onlyLooked) {
        String count = log.transactions() + " transactions, " + log.bytes() + " bytes";
        String tail = (log.cut().isEmpty() ? "" : "; cut off: " + log.cut())
                + (log.damage().isEmpty() ? "" : "; DAMAGED: " + log.damage());
        if (onlyLooked) {
            return new Answer(log, "readable: " + count + tail, ExitCode.OK);
        }
        return log.isEmpty()
                ? new Answer(log, "nothing to save" + tail, ExitCode.NOTHING_TO_SAVE)
                : new Answer(log, "saved " + count + " to " + log.path() + tail, ExitCode.OK);
    }
}
