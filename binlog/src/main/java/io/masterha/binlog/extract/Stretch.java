package io.masterha.binlog.extract;

import io.masterha.binlog.frame.FormatDescription;
import java.nio.file.Path;

/**
 * Events that stand one behind the other in an input file and are to be copied.
 *
 * @param path the input file
 * @param start offset of the first event in it
 * @param end offset of the end of the last event in it
 * @param format the format description that governs them
 * @param file the source's binary log that they belong to
 * @param from where the first of them begins in that file
 * @param to where the last of them ends in that file
 */
public record Stretch(Path path, long start, long end, FormatDescription format, String file, long from, long to) {
    public long length() {
        return end - start;
    }
}
