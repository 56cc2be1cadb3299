package io.masterha.node.cli;

import io.masterha.binlog.Problem;
import io.masterha.node.NodeError;
import io.masterha.node.Progress;
import io.masterha.node.save.TextFilter;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import picocli.CommandLine.Command;

/** {@code filter_mysqlbinlog}: from standard input to standard output. */
@Command(
        description = {
            "Takes the ROLLBACKs out of mysqlbinlog's text that would end a transaction which goes on in another text.",
            "save_binary_logs --handle_raw_binlog=0 does it by itself. Exit codes: 0 done, 1 failed."
        })
final class MhaFilterMysqlbinlog implements MhaNames.Command {
    @Override
    public int run(InputStream in, PrintStream out, Progress progress) {
        try {
            TextFilter.copy(in, out);
        } catch (IOException e) {
            throw unusable(e);
        }
        if (out.checkError()) {
            throw unusable(new IOException("nobody reads it any more, or the disk is full"));
        }
        return ExitCode.OK;
    }

    private static Problem unusable(IOException e) {
        return Problem.of(NodeError.TOOL_FAILED, "the text cannot be read or written")
                .why(String.valueOf(e.getMessage()))
                .next("df -h")
                .causedBy(e);
    }
}
