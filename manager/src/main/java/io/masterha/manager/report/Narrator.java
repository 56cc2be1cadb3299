package io.masterha.manager.report;

import io.masterha.manager.port.Story;
import io.masterha.manager.port.Time;
import io.masterha.manager.topology.ServerId;
import java.io.PrintStream;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Writes the log: one event, one line with time, part of the work, server and sentence. */
public final class Narrator implements Story {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    private final PrintStream out;
    private final Time time;
    /** Of the server's column, in characters: as wide as the widest name so far. */
    private int width = 2;

    public Narrator(PrintStream out, Time time) {
        this.out = out;
        this.time = time;
    }

    @Override
    public void tell(String word, Optional<ServerId> server, String sentence) {
        write(word, server, sentence);
    }

    @Override
    public void warn(String word, Optional<ServerId> server, String sentence) {
        write(word, server, "WARNING " + sentence);
    }

    private synchronized void write(String word, Optional<ServerId> server, String sentence) {
        String name = server.map(ServerId::toString).orElse("--");
        width = Math.max(width, name.length());
        out.printf("%s %-8s %-" + width + "s %s%n", CLOCK.format(time.now()), word, name, sentence.replace('\n', ' '));
        out.flush();
    }
}
