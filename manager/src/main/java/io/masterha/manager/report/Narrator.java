package io.masterha.manager.report;

import io.masterha.manager.port.Story;
import io.masterha.manager.port.Time;
import io.masterha.manager.topology.ServerId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Writes the log: one event, one line with time, part of the work, server and sentence. */
public final class Narrator implements Story {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd EEEE xxx", Locale.ENGLISH).withZone(ZoneId.systemDefault());

    private final OutputStream out;
    private final Time time;
    private final boolean isDated;
    private String day = "";
    /** Of the server's column, in characters: as wide as the widest name so far. */
    private int width = 2;

    public Narrator(OutputStream out, Time time) {
        this(out, time, false);
    }

    private Narrator(OutputStream out, Time time, boolean isDated) {
        this.out = out;
        this.time = time;
        this.isDated = isDated;
    }

    /** For a file that is read later: before the first line of each day stands a line with the day. */
    public static Narrator dated(OutputStream out, Time time) {
        return new Narrator(out, time, true);
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
        Instant now = time.now();
        String today = DAY.format(now);
        if (isDated && !today.equals(day)) {
            day = today;
            line("=== " + today);
        }
        line(String.format(
                Locale.ROOT,
                "%s %-8s %-" + width + "s %s",
                CLOCK.format(now),
                word,
                name,
                sentence.replace('\n', ' ')));
    }

    /** In one piece, and without buffers: there may be hundreds of logs, and each of them is written to now and then. */
    private void line(String text) {
        try {
            out.write((text + System.lineSeparator()).getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException unwritable) {
            // A full disk ends no watch and no failover.
        }
    }
}
