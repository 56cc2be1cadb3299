package io.masterha.binlog.node;

import java.util.List;

/**
 * A saved piece of the failed source's history: one valid binary log file, and which original coordinates it holds.
 *
 * @param path absolute path of the file on the host that saved it
 * @param bytes size of the file
 * @param sha256 checksum of the file, lower-case hexadecimal
 * @param pieces the original stretches in order; empty if there was nothing to save
 * @param startsInside whether the first event goes on with a transaction that began before the first piece
 * @param transactions how many complete transactions it holds
 * @param gtids their GTIDs in the server's own notation; empty without GTIDs
 * @param firstSecond time of the first transaction, seconds since 1970, 0 if there is none
 * @param lastSecond time of the last one
 * @param cut what was cut off behind the last complete transaction; empty text if nothing was
 * @param cutPath where the cut-off bytes are kept aside; empty if nothing was cut
 * @param damage why the log could not be read to its end; empty if it ends cleanly or with an unfinished write only.
 *     Not empty means that transactions may be missing
 */
public record SavedLog(
        String path,
        long bytes,
        String sha256,
        List<LogPiece> pieces,
        boolean startsInside,
        long transactions,
        String gtids,
        long firstSecond,
        long lastSecond,
        String cut,
        String cutPath,
        String damage) {
    /** How a damage ends that keeps whole files from being read. */
    public static final String MORE_FILES = ", nor the files after it";

    public SavedLog {
        pieces = List.copyOf(pieces);
    }

    public boolean isEmpty() {
        return pieces.isEmpty();
    }

    /** Whether nothing stands behind the damage but the rest of the last file. */
    public boolean isDamagedAtTheEndOnly() {
        return !damage.isEmpty() && !damage.endsWith(MORE_FILES);
    }

    /** The same content at another place: after a copy to another host. */
    public SavedLog at(String otherPath) {
        return new SavedLog(
                otherPath,
                bytes,
                sha256,
                pieces,
                startsInside,
                transactions,
                gtids,
                firstSecond,
                lastSecond,
                cut,
                cutPath,
                damage);
    }
}
