package io.masterha.manager.step;

import io.masterha.binlog.node.LogPiece;
import io.masterha.binlog.node.SavedLog;
import java.util.List;

/** Says what is in a saved log, for people. */
public final class LogText {
    private LogText() {}

    public static String describe(SavedLog log) {
        if (log.isEmpty()) {
            return "nothing to save, everything was received";
        }
        List<LogPiece> pieces = log.pieces();
        LogPiece first = pieces.get(0);
        LogPiece last = pieces.get(pieces.size() - 1);
        return "saved %d transactions, %d bytes, %s:%d to %s:%d"
                .formatted(log.transactions(), log.bytes(), first.file(), first.from(), last.file(), last.to());
    }
}
