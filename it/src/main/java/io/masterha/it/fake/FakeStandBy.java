package io.masterha.it.fake;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;

/** The process that waits on a host for requests: it is there, as each greeting finds out, and nobody asks it for more. */
final class FakeStandBy implements Command, Runnable {
    private volatile Optional<InputStream> in = Optional.empty();
    private volatile Optional<OutputStream> out = Optional.empty();
    private volatile Optional<ExitCallback> exit = Optional.empty();

    @Override
    public void setInputStream(InputStream stream) {
        in = Optional.of(stream);
    }

    @Override
    public void setOutputStream(OutputStream stream) {
        out = Optional.of(stream);
    }

    @Override
    public void setErrorStream(OutputStream err) {
        // nothing is said
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
        exit = Optional.of(callback);
    }

    @Override
    public void start(ChannelSession channel, Environment environment) {
        Thread thread = new Thread(null, this, "fake stand-by", 128 * 1024);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(in.orElseThrow(), StandardCharsets.UTF_8), 256)) {
            OutputStream answers = out.orElseThrow();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String answer = line.startsWith("login ") ? "logged in" : line.equals("rehearse") ? "rehearsed" : line;
                answers.write((answer + "\n").getBytes(StandardCharsets.UTF_8));
                answers.flush();
            }
        } catch (IOException e) {
            // The channel is gone.
        }
        exit.orElseThrow().onExit(0);
    }

    @Override
    public void destroy(ChannelSession channel) {
        // it ends with its input
    }
}
