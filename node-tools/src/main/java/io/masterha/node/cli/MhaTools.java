package io.masterha.node.cli;

import io.masterha.node.apply.ClientPlace;
import io.masterha.node.save.TextMode;
import java.util.List;
import picocli.CommandLine.Option;

/** Where MHA's text mode finds the server's client programs; nothing else here needs them. */
final class MhaTools {
    @Option(names = "--client_bindir", paramLabel = "DIR", description = "text mode: where mysqlbinlog and mysql are")
    private String programs = "";

    @Option(names = "--client_libdir", paramLabel = "DIR", description = "text mode: where its libraries are")
    private String libraries = "";

    @Option(
            names = "--manager_version",
            paramLabel = "VALUE",
            description = "of MHA; without effect: versions are compared by content")
    private List<String> managerVersion = List.of();

    /** @param withoutBase64 for servers before 5.1 */
    TextMode textMode(boolean disableLogBin, boolean filter, boolean withoutBase64) {
        return new TextMode(programs, libraries, disableLogBin, filter, withoutBase64);
    }

    ClientPlace client() {
        return new ClientPlace(programs, libraries);
    }

    @Override
    public String toString() {
        return programs + " " + libraries + " " + managerVersion;
    }
}
