package io.masterha.manager.step;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.manager.port.BinlogMark;
import io.masterha.manager.port.ServerSession;
import io.masterha.manager.port.WriteState;
import io.masterha.manager.topology.FenceCertificate;
import io.masterha.manager.topology.FenceCertificate.Strength;
import io.masterha.manager.topology.ServerId;
import java.util.List;

/** Proves that a living old source takes no writes: its switches are read back, and its log still ends where it did. */
final class StandsStill {
    private StandsStill() {}

    /**
     * The certificate without which no other server is opened.
     *
     * @throws Problem if the old source could take writes, or did
     */
    static FenceCertificate certify(StepContext context, ServerId oldSource, boolean lockTables) {
        ServerSession session = context.server(oldSource);
        BinlogPosition end = context.facts().position(Facts.FINAL).orElseThrow();
        String gtids = gtids(context);
        BinlogMark mark = session.mark();
        WriteState state = session.writes().state();
        if (!state.isBlocked(lockTables)) {
            throw Problem.of(StepError.NOT_BLOCKED, oldSource + " could take writes again: " + state)
                    .why("somebody opened it, or the connection that held its tables is gone");
        }
        requireEnd(oldSource, mark, end, gtids, "");
        return new FenceCertificate(
                oldSource, Strength.READ_ONLY, List.of(state.toString(), "its log ends at " + end + " still"));
    }

    /**
     * Before it follows the new source: what it has logged behind its end is in no other server. A log that only goes on in
     * another file, as after a restart, is refused too: {@code masterha-rejoin} reads what is in it.
     */
    static void requireNothingLogged(StepContext context, ServerId oldSource) {
        BinlogPosition end = context.facts().position(Facts.FINAL).orElseThrow();
        String next = "masterha-rejoin --conf=FILE --server=" + oldSource
                + " compares it with the source, keeps what only it has, and lets it follow";
        requireEnd(oldSource, context.server(oldSource).mark(), end, gtids(context), next);
    }

    private static String gtids(StepContext context) {
        return context.facts().text(Facts.FINAL_GTIDS).orElse("");
    }

    private static void requireEnd(ServerId oldSource, BinlogMark mark, BinlogPosition end, String gtids, String next) {
        if (!mark.position().equals(end) || !mark.gtids().equals(gtids)) {
            throw Problem.of(StepError.NOT_BLOCKED, oldSource + " has taken writes although they were stopped")
                    .why("its log ended at " + end + " and ends at " + mark.position() + " now")
                    .next(next);
        }
    }
}
