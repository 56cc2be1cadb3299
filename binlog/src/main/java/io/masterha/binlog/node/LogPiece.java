package io.masterha.binlog.node;

/**
 * A stretch of one original binary log that stands inside a saved file.
 *
 * @param file name of the original binary log of the failed source, for example {@code mysql-bin.000007}
 * @param from offset in the original file of the first event of the stretch, in bytes
 * @param to offset in the original file of the end of its last event (there may be holes in between)
 * @param offset where the stretch begins in the saved file, in bytes
 * @param length how long it is in the saved file, in bytes
 */
public record LogPiece(String file, long from, long to, long offset, long length) {}
