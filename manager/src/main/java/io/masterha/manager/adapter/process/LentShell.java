package io.masterha.manager.adapter.process;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.HostShell;
import io.masterha.manager.topology.ServerId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.io.input.BoundedInputStream;

/**
 * Lends one run of a script the manager's own SSH sessions, so that it need not log in. See {@code docs/adr/0018}.
 *
 * <p>A request is a line {@code HOST:PORT SECONDS SCRIPT} on descriptor 8 of the script, with {@link #LINE_END} for each line end
 * in SCRIPT. The answer, on descriptor 7, is a line {@code CODE OUT ERR} and behind it OUT lines of the output and ERR of the errors;
 * or the line {@code none 0 0}: it was not run, and the script has to log in itself. The line {@code arrived} has no answer.
 */
final class LentShell {
    /** Runs a command line, its first argument, without input and with errors and output in one, beside these descriptors. */
    static final String SHELL = "exec 7<&0 8>&2 </dev/null 2>&1 /bin/sh -c \"$1\"";

    static final char LINE_END = '\u001e';
    /** As ssh says it. */
    private static final int NOT_REACHED = 255;

    private static final int MOST_LINES = 1000;
    private static final long MOST_BYTES = 1 << 20;
    private static final String NONE = "none 0 0\n";
    private static final Pattern REQUEST = Pattern.compile("(\\S{1,255}):(\\d{1,5}) (\\d{1,4}) (.+)");

    private static final String ARRIVED = "arrived";

    private final HostShell hosts;
    private final Consumer<String> line;
    private final Runnable arrived;
    private volatile boolean isOver;

    /**
     * @param line gets what is no request
     * @param arrived is run when the script says that the new source has the address
     */
    LentShell(HostShell hosts, Consumer<String> line, Runnable arrived) {
        this.hosts = hosts;
        this.line = line;
        this.arrived = arrived;
    }

    /**
     * Answers until the script, and all it has started, have let go of the descriptor. Whatever ends it before ends the answers
     * too, so that no script waits for one that will not come.
     */
    void serve(InputStream requests, OutputStream answers) {
        try (answers;
                BufferedReader reader = new BufferedReader(new InputStreamReader(
                        BoundedInputStream.builder()
                                .setInputStream(requests)
                                .setMaxCount(MOST_BYTES)
                                .get(),
                        StandardCharsets.UTF_8))) {
            for (String request = reader.readLine(); request != null; request = reader.readLine()) {
                if (request.equals(ARRIVED)) {
                    arrived.run();
                } else {
                    answers.write(answer(request).getBytes(StandardCharsets.UTF_8));
                    answers.flush();
                }
            }
        } catch (IOException gone) {
            // It does not wait for an answer any more.
        }
    }

    /** What the script may have left running is lent nothing. */
    void end() {
        isOver = true;
    }

    private String answer(String request) {
        Matcher words = REQUEST.matcher(request);
        if (!words.matches()) {
            line.accept(request);
            return NONE;
        }
        if (isOver) {
            return NONE;
        }
        try {
            ServerId id = new ServerId(words.group(1), Integer.parseInt(words.group(2)));
            String script = words.group(4).replace(LINE_END, '\n');
            HostShell.Ran ran = hosts.run(id, script, Duration.ofSeconds(Integer.parseInt(words.group(3))));
            return text(ran.exitCode(), ran.out(), ran.err());
        } catch (IllegalArgumentException notOfThisCluster) {
            return NONE;
        } catch (Problem problem) {
            return text(NOT_REACHED, "", problem.what() + ": " + problem.why());
        }
    }

    private static String text(int code, String out, String err) {
        List<String> first = out.lines().limit(MOST_LINES).toList();
        List<String> second = err.lines().limit(MOST_LINES).toList();
        StringBuilder text = new StringBuilder();
        text.append(code)
                .append(' ')
                .append(first.size())
                .append(' ')
                .append(second.size())
                .append('\n');
        first.forEach(each -> text.append(each).append('\n'));
        second.forEach(each -> text.append(each).append('\n'));
        return text.toString();
    }
}
