package io.masterha.node.save;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.node.NodeError;

/** Reads positions that somebody typed. */
final class Positions {
    private Positions() {}

    static BinlogPosition read(String text, String name) {
        try {
            return BinlogPosition.parse(text);
        } catch (IllegalArgumentException e) {
            throw Problem.of(NodeError.USAGE, "not a position in '" + name + "': " + text)
                    .next("write it as FILE:OFFSET, for example mysql-bin.000007:4200")
                    .causedBy(e);
        }
    }
}
