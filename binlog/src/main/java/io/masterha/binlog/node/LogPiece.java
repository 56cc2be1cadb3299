package io.masterha.binlog.node;

/**
 * A stretch of one original binary log that stands inside a saved file.
 *
 * <p>The first piece of a saved log begins exactly where the log was asked to begin, even if the first event comes
 * later (then it may be empty): so two logs can be joined without guessing. Events keep their {@code end_log_pos}.
 *
 * @param file name of the original binary log of the failed source, for example {@code mysql-bin.000007}
 * @param from offset in the original file from which on the stretch holds everything, in bytes
 * @param to offset in the original file of the end of its last event (there may be holes in between)
 * @param offset where the stretch begins in the saved file, in bytes
 * @param length how long it is in the saved file, in bytes
 * @param grown by how many bytes each event is longer here than in the original: 4 if a checksum was added, -4 if it
 *     was taken away, 0 if the bytes are the original ones
 */
public record LogPiece(String file, long from, long to, long offset, long length, int grown) {}
