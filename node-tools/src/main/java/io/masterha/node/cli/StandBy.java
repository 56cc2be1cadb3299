package io.masterha.node.cli;

import io.masterha.binlog.Problem;
import io.masterha.binlog.node.LocalServer;
import io.masterha.binlog.node.RecordText;
import io.masterha.node.OrderlyEnd;
import io.masterha.node.apply.LocalReplica;
import io.masterha.node.hold.HeldFiles;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A process that waits on a host for requests, so that no command has to be started while every moment counts.
 *
 * <p>Each line of standard input is a request: {@code hello}, answered with the same word, or a command's name, a space
 * and its JSON document in one line, answered as the command itself would, and then by an empty line on standard error.
 * It ends with its input, or when it has heard nothing for a while: whoever started it may have gone without a word.
 *
 * <p>{@code hold PID DIRECTORY} locks the files of a server in that directory for as long as that process runs, which may be
 * longer than the input lasts; it is answered with {@code held}, or {@code not held: } and why.
 *
 * <p>{@code login} and the JSON of a {@link LocalServer} logs in to it and out again: what the first login of a process loads, which
 * takes a tenth of a second and more, is there for the next one. Answered with {@code logged in}, or {@code not logged in: } and why,
 * as soon as it is known; other requests are answered meanwhile. {@code rehearse} likewise has a {@link Rehearsal}, answered with
 * {@code rehearsed}, or {@code not rehearsed: } and why.
 */
public final class StandBy {
    /** The word on the command line that starts it. */
    public static final String WORD = "stand-by";

    private static final String HELLO = "hello";
    private static final String HOLD = "hold ";
    private static final String LOGIN = "login ";
    private static final String REHEARSE = "rehearse";
    private static final Duration FORGOTTEN = Duration.ofMinutes(15);

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private final HeldFiles held = HeldFiles.ofThisAccount();
    private volatile long heardNanos = System.nanoTime();
    private volatile boolean busy;

    public StandBy(InputStream in, PrintStream out, PrintStream err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /** Serves requests one after the other; returns when the input has ended and nothing is held any more. */
    public void serve(OrderlyEnd end) throws IOException, InterruptedException {
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "forgotten");
            thread.setDaemon(true);
            return thread;
        });
        Future<?> looking = watch.scheduleWithFixedDelay(this::endIfForgotten, 1, 1, TimeUnit.MINUTES);
        BufferedReader requests = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        end.nothingToPutBack(true);
        try {
            for (String line = requests.readLine(); line != null; line = requests.readLine()) {
                heardNanos = System.nanoTime();
                if (line.equals(HELLO)) {
                    say(HELLO);
                } else if (line.startsWith(HOLD)) {
                    hold(line.substring(HOLD.length()));
                } else if (line.startsWith(LOGIN)) {
                    String document = line.substring(LOGIN.length());
                    beside("login", () -> logIn(document));
                } else if (line.equals(REHEARSE)) {
                    beside("rehearsal", this::rehearse);
                } else {
                    answer(line, end);
                }
            }
            held.awaitReleased();
        } finally {
            looking.cancel(false);
            watch.shutdownNow();
        }
    }

    private synchronized void say(String line) {
        // Whoever asks reads one line for each answer, and a reason may have several.
        out.println(line.replaceAll("\\R", " "));
        out.flush();
    }

    private void hold(String request) {
        int space = request.indexOf(' ');
        String why;
        try {
            why = held.hold(Path.of(request.substring(space + 1)), Long.parseLong(request.substring(0, space)));
        } catch (RuntimeException e) {
            why = e.toString();
        }
        say(why.isEmpty() ? "held" : "not held: " + why);
    }

    private static void beside(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void rehearse() {
        String why = Rehearsal.run();
        say(why.isEmpty() ? "rehearsed" : "not rehearsed: " + why);
    }

    private void logIn(String document) {
        String why = "";
        try (LocalReplica server = LocalReplica.connect(RecordText.read(LocalServer.class, document))) {
            server.variables();
        } catch (Problem problem) {
            why = problem.what() + ": " + problem.why();
        } catch (IOException e) {
            // Its message may quote the document, and with it a password.
            why = "that is no login";
        }
        say(why.isEmpty() ? "logged in" : "not logged in: " + why);
    }

    private void answer(String line, OrderlyEnd end) {
        int space = line.indexOf(' ');
        String command = space < 0 ? line : line.substring(0, space);
        byte[] document = line.substring(space + 1).getBytes(StandardCharsets.UTF_8);
        busy = true;
        end.nothingToPutBack(false);
        try {
            new CommandLineEntry(new ByteArrayInputStream(document), out, err).run(command, "--json");
        } finally {
            end.nothingToPutBack(true);
            heardNanos = System.nanoTime();
            busy = false;
        }
        err.println();
        err.flush();
    }

    private void endIfForgotten() {
        if (!busy && held.isEmpty() && System.nanoTime() - heardNanos > FORGOTTEN.toNanos()) {
            System.exit(0);
        }
    }
}
