package io.masterha.it.accounts;

import io.masterha.it.lab.LabHost;
import java.util.List;

/**
 * Looks for secrets at every process of a host, again and again, and at its files.
 *
 * <p>Not at the server's own: it keeps the replication password in a table, and that in its logs.
 */
final class HostSide {
    private static final String HOME = "/root/secrets";
    private final LabHost host;

    private HostSide(LabHost host) {
        this.host = host;
    }

    /** The secrets stand in a file: the search must not find itself. Each round notes what it finds, and that it was. */
    static HostSide start(LabHost host, List<String> secrets) {
        StringBuilder escaped = new StringBuilder();
        for (String secret : secrets) {
            // The shell that writes the file must not show them in its own arguments.
            secret.chars().forEach(c -> escaped.append("\\").append(String.format("%03o", c)));
            escaped.append("\\n");
        }
        host.shell("umask 077; mkdir " + HOME + "; cd " + HOME + "; printf '" + escaped
                + "' >patterns; touch found files");
        host.shell("cd " + HOME + "; cat >sampler <<'END'\n"
                + "while [ ! -e stop ]; do\n"
                + "  for f in $(grep -alF -f patterns /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null); do\n"
                + "    echo \"$f: $(tr '\\0' ' ' <${f%/*}/cmdline)\" >>found\n"
                + "  done\n"
                + "  grep -aqF masterha /proc/[0-9]*/cmdline 2>/dev/null && echo >>nodes\n"
                + "  find / -xdev -newer patterns -type f -perm /044 ! -path '/var/lib/mysql/*' ! -path '/proc/*' ! -path '/sys/*' -size -2000k"
                + " -exec grep -alF -f patterns {} + >>files 2>/dev/null\n"
                + "  echo >>rounds; sleep 0.03\n"
                + "done\nEND\n"
                + "setsid bash sampler >/dev/null 2>&1 </dev/null &");
        return new HostSide(host);
    }

    private int lines(String file) {
        return Integer.parseInt(host.shell("cat " + HOME + "/" + file + " 2>/dev/null | wc -l"));
    }

    int rounds() {
        return lines("rounds");
    }

    /** How often a node command was among the processes. */
    int nodeCommands() {
        return lines("nodes");
    }

    /** Where secrets were seen; empty text if nowhere. */
    String found() {
        return host.shell("cd " + HOME + "; sort -u found files");
    }

    /** Files of ours and logs of the system that hold one, whoever may read them. */
    String inOurFiles() {
        return host.shell(
                "find /tmp /var/tmp /var/log -xdev -type f -exec grep -alF -f " + HOME + "/patterns {} + ||" + " true");
    }

    void forget() {
        host.shell("cd " + HOME + "; : >found; : >files");
    }

    void stop() {
        host.shell("touch " + HOME + "/stop");
    }
}
