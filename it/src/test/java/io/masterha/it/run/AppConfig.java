package io.masterha.it.run;

import io.masterha.it.lab.Lab;
import io.masterha.it.lab.LabHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** Writes the {@code app.cnf} that an operator of the lab would write. */
public final class AppConfig {
    private AppConfig() {}

    /**
     * Writes the file, and the key and host keys beside it.
     *
     * @param defaults further lines of {@code [server default]}
     * @param blocks further lines of a host's block
     */
    public static Path write(Lab lab, Path directory, String defaults, Map<LabHost, String> blocks) throws IOException {
        StringBuilder text = new StringBuilder("# " + lab.describe() + "\n[server default]\n");
        text.append("user=admin\npassword=adminpw\nrepl_user=repl\nrepl_password=replpw\nssh_user=root\n");
        text.append("ssh_key_file=").append(lab.writeKey(directory)).append('\n');
        text.append("ssh_known_hosts=").append(lab.writeKnownHosts(directory)).append('\n');
        text.append("manager_workdir=").append(directory).append('\n');
        text.append(defaults);
        int n = 0;
        for (LabHost host : lab.hosts()) {
            text.append("\n[server").append(++n).append("]\n");
            text.append("hostname=")
                    .append(host.name())
                    .append("\nip=")
                    .append(host.address())
                    .append(host.id().equals(host.name()) ? "" : "\nport=" + host.port())
                    .append('\n');
            text.append(blocks.getOrDefault(host, ""));
        }
        Path file = directory.resolve("app.cnf");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }
}
