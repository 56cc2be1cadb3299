package io.masterha.node.save;

import io.masterha.binlog.Pace;
import io.masterha.binlog.Problem;
import io.masterha.binlog.extract.BinlogDirectory;
import io.masterha.binlog.extract.BinlogExtract;
import io.masterha.binlog.frame.LogReader;
import io.masterha.binlog.gtid.GtidSet;
import io.masterha.binlog.node.SaveBinlogsRequest;
import io.masterha.binlog.node.SavedLog;
import io.masterha.node.NodeError;
import io.masterha.node.Progress;
import java.nio.file.Path;
import java.util.List;

/** Saves what the source on this host has logged behind a position or outside a GTID set. */
public final class SaveBinlogs {
    private SaveBinlogs() {}

    /** Without an output only reads the logs; the answer then has counts but no pieces. */
    public static SavedLog run(SaveBinlogsRequest request, Progress progress) {
        BinlogExtract extract = extract(request).watchedBy(new Pace(progress::line));
        return request.output().isEmpty() ? extract.test() : extract.save(Path.of(request.output()));
    }

    private static BinlogExtract extract(SaveBinlogsRequest request) {
        List<Path> directories = request.binlogDirs().stream().map(Path::of).toList();
        if (directories.isEmpty()) {
            throw Problem.of(NodeError.USAGE, "no directory of binary logs is given")
                    .next("give --binlog-dir, as SELECT @@log_bin_basename shows it");
        }
        if (request.from().isEmpty() == request.exclude().isEmpty()) {
            throw Problem.of(NodeError.USAGE, "where to begin is not clear")
                    .why("either a position or a GTID set must be given")
                    .next("give --from FILE:OFFSET or --exclude-gtids SET");
        }
        requireWriter(request, directories);
        return request.from().isEmpty()
                ? BinlogExtract.outside(directories, GtidSet.parse(request.exclude()))
                : BinlogExtract.from(directories, Positions.read(request.from(), "from"));
    }

    /** The first event of a log names the server that wrote it, in a copy too. */
    private static void requireWriter(SaveBinlogsRequest request, List<Path> directories) {
        if (request.serverId() == 0) {
            return;
        }
        Path file = request.from().isEmpty()
                ? BinlogDirectory.newestRun(directories).get(0)
                : BinlogDirectory.find(
                        directories, Positions.read(request.from(), "from").file());
        try (LogReader reader = LogReader.open(file)) {
            long writer = reader.next() ? reader.frame().serverId() : 0;
            if (writer != request.serverId()) {
                throw Problem.of(NodeError.WRONG_WRITER, file + " is not a log of the failed source")
                        .why("it was written by the server with server_id " + writer + ", not " + request.serverId())
                        .next("name the directory with the copies of the source's log");
            }
        }
    }
}
