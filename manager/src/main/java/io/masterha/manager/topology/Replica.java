package io.masterha.manager.topology;

import io.masterha.binlog.BinlogPosition;

/**
 * A replica of the failed source whose receiver is stopped.
 *
 * @param id its name
 * @param version its server version
 * @param received end of what it has received, in the failed source's coordinates; may lie inside a transaction
 * @param executed end of what it has executed, in the failed source's coordinates
 * @param applier state of its applier
 * @param logBin whether it writes a binary log
 * @param rule what the operator wants of it
 * @param checksDelay whether a large lag disqualifies it ({@code check_repl_delay})
 * @param ignoreFail whether its loss is acceptable ({@code ignore_fail})
 * @param extraGtids transactions that it has executed and that never came from the failed source; empty if none or unknown
 * @param latestPriority whether most advanced replicas go first, which MHA asks the first most advanced one
 * @param delaySeconds how far behind the operator wants it, 0 for not at all; a wanted delay is no lag
 * @param skipReset whether it keeps its replication settings when it becomes the source ({@code skip_reset_slave})
 * @param gtids everything that it has received or executed, as MySQL prints it; empty if unknown
 */
public record Replica(
        ServerId id,
        ServerVersion version,
        BinlogPosition received,
        BinlogPosition executed,
        Applier applier,
        boolean logBin,
        PromotionRule rule,
        boolean checksDelay,
        boolean ignoreFail,
        String extraGtids,
        boolean latestPriority,
        long delaySeconds,
        boolean skipReset,
        String gtids) {
    /** A replica without the less usual settings. */
    public Replica(
            ServerId id,
            ServerVersion version,
            BinlogPosition received,
            BinlogPosition executed,
            Applier applier,
            boolean logBin,
            PromotionRule rule,
            boolean checksDelay,
            boolean ignoreFail,
            String extraGtids) {
        this(
                id,
                version,
                received,
                executed,
                applier,
                logBin,
                rule,
                checksDelay,
                ignoreFail,
                extraGtids,
                true,
                0,
                false,
                "");
    }

    /** The same with what was found out about transactions of its own. */
    public Replica withExtraGtids(String found) {
        return with(received, executed, found, gtids);
    }

    /** The same for one that goes on receiving: its set and its position were read at different moments. */
    public Replica withoutSet() {
        return with(received, executed, extraGtids, "");
    }

    /** The same, received and executed up to another place. */
    public Replica standingAt(BinlogPosition place) {
        return with(place, place, extraGtids, gtids);
    }

    private Replica with(BinlogPosition received, BinlogPosition executed, String extraGtids, String gtids) {
        return new Replica(
                id,
                version,
                received,
                executed,
                applier,
                logBin,
                rule,
                checksDelay,
                ignoreFail,
                extraGtids,
                latestPriority,
                delaySeconds,
                skipReset,
                gtids);
    }

    /** Whether the operator holds it back on purpose. */
    public boolean isDelayed() {
        return delaySeconds > 0;
    }
}
