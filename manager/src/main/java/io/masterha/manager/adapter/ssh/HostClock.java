package io.masterha.manager.adapter.ssh;

import io.masterha.manager.port.HostUptime;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a host how long it has been up, and whether a directory was written to since; Linux only. */
final class HostClock {
    /** All three by the host's own clock, so that the manager's may differ. */
    private static final String SCRIPT = """
            read -r up rest < /proc/uptime
            newest=0
            for f in "$1"/*.[0-9][0-9][0-9][0-9][0-9][0-9]*; do
              t=$(stat -c %Y "$f" 2>/dev/null) && [ "$t" -gt "$newest" ] && newest=$t
            done
            echo "up=$up now=$(date +%s) newest=$newest"
            """;

    private static final Pattern ANSWER =
            Pattern.compile("up=(\\d{1,12})(?:\\.\\d+)? now=(\\d{1,12}) newest=(\\d{1,12})");

    private HostClock() {}

    static String script(String binlogDir) {
        return Shell.script(SCRIPT, binlogDir);
    }

    static Optional<HostUptime> read(String out) {
        Matcher answer = ANSWER.matcher(out.strip());
        if (!answer.matches()) {
            return Optional.empty();
        }
        long up = Long.parseLong(answer.group(1));
        long started = Long.parseLong(answer.group(2)) - up;
        return Optional.of(new HostUptime(Duration.ofSeconds(up), Long.parseLong(answer.group(3)) > started));
    }
}
