package io.masterha.node.save;

import io.masterha.binlog.Problem;
import io.masterha.binlog.extract.BinlogExtract;
import io.masterha.binlog.gtid.GtidSet;
import io.masterha.binlog.node.SaveBinlogsRequest;
import io.masterha.binlog.node.SavedLog;
import io.masterha.node.NodeError;
import java.nio.file.Path;
import java.util.List;

/** Saves what the source on this host has logged behind a position or outside a GTID set. */
public final class SaveBinlogs {
    private SaveBinlogs() {}

    /** Without an output only reads the logs; the answer then has counts but no pieces. */
    public static SavedLog run(SaveBinlogsRequest request) {
        BinlogExtract extract = extract(request);
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
        return request.from().isEmpty()
                ? BinlogExtract.outside(directories, GtidSet.parse(request.exclude()))
                : BinlogExtract.from(directories, Positions.read(request.from(), "from"));
    }
}
