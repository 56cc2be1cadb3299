package io.masterha.manager.adapter.ssh;

import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Asks a host over SSH which other hosts it reaches over SSH itself: MHA needs that, we do not. */
public final class SshPairs {
    /** Each word is an argument; nothing of a host's name is ever a shell's word. */
    private static final String LOGIN = """
            limit=$1; shift
            while [ $# -ge 4 ]; do
              ( if out=$(timeout $((limit + 1)) ssh -n -o BatchMode=yes -o PasswordAuthentication=no -o LogLevel=ERROR \\
                    -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o ConnectTimeout=$limit \\
                    -p "$3" -- "$4@$2" exit 0 2>&1)
                then echo "$1 ok"
                else echo "$1 failed $(printf %s "${out:-no answer in time}" | tr '\\n' ' ')"
                fi ) &
              shift 4
            done
            wait
            """;

    private final SshHosts hosts;

    public SshPairs(SshHosts hosts) {
        this.hosts = hosts;
    }

    /**
     * Logs in from one host to all others at once, with the accounts and ports of the configuration.
     *
     * @return a sentence for each that does not work
     */
    public List<String> failures(ServerId from, List<ServerId> others, Duration limit) {
        List<String> arguments = new ArrayList<>(List.of(String.valueOf(limit.toSeconds())));
        for (int i = 0; i < others.size(); i++) {
            SshTarget target = hosts.connection(others.get(i)).target();
            arguments.addAll(
                    List.of(String.valueOf(i), target.sshAddress(), String.valueOf(target.port()), target.user()));
        }
        ExecResult result = hosts.connection(from)
                .exec(Shell.script(LOGIN, arguments.toArray(String[]::new)), "", limit.plusSeconds(5));
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < others.size(); i++) {
            String number = i + " ";
            String answer = result.out()
                    .lines()
                    .filter(line -> line.startsWith(number))
                    .findFirst()
                    .orElse(number + "failed " + result.err().strip());
            if (!answer.equals(number + "ok")) {
                failures.add("from " + from + " to " + others.get(i) + ": "
                        + answer.substring(number.length()).replaceFirst("^failed ", ""));
            }
        }
        return failures;
    }
}
