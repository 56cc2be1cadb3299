package io.masterha.manager.adapter.ssh;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** One command that runs on a host, with its output handed over line by line as it comes. */
final class RemoteProcess implements AutoCloseable {
    /** The library does not tell when a channel closes; this is how long it may go unnoticed. */
    private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(5).toNanos();

    /** The same when its output has ended: a command's end is told right behind it. */
    private static final long SOON_NANOS = 500_000;

    private final Session session;
    private final ChannelExec channel;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition something = lock.newCondition();
    private Optional<OutputStream> input = Optional.empty();

    private RemoteProcess(Session session, ChannelExec channel) {
        this.session = session;
        this.channel = channel;
    }

    /**
     * Starts a command whose standard input is the given bytes.
     *
     * @param open how long the host may take to open the channel
     */
    static RemoteProcess start(
            Session session,
            String command,
            byte[] input,
            Consumer<String> onOut,
            Consumer<String> onErr,
            Duration open)
            throws JSchException {
        RemoteProcess process = create(session, command, onOut, onErr);
        process.channel.setInputStream(new ByteArrayInputStream(input));
        process.connect(open);
        return process;
    }

    /** Starts a command whose standard input stays open for {@link #write}, until {@link #close}. */
    static RemoteProcess startHeld(
            Session session, String command, Consumer<String> onOut, Consumer<String> onErr, Duration open)
            throws JSchException, IOException {
        RemoteProcess process = create(session, command, onOut, onErr);
        process.input = Optional.of(process.channel.getOutputStream());
        process.connect(open);
        return process;
    }

    /** Sends a line to a command that was started held. */
    void write(String line) throws IOException {
        OutputStream held = input.orElseThrow();
        held.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        held.flush();
    }

    /** Sends the rest of the input to a command that was started held, and its end. */
    void finish(byte[] rest) throws IOException {
        try (OutputStream held = input.orElseThrow()) {
            held.write(rest);
        }
    }

    private static RemoteProcess create(Session session, String command, Consumer<String> onOut, Consumer<String> onErr)
            throws JSchException {
        ChannelExec channel = (ChannelExec) session.openChannel("exec");
        channel.setCommand(command);
        RemoteProcess process = new RemoteProcess(session, channel);
        channel.setOutputStream(new LineSink(onOut, process::wake));
        channel.setErrStream(new LineSink(onErr, process::wake));
        return process;
    }

    private void connect(Duration open) throws JSchException {
        try {
            channel.connect((int) Math.max(1, open.toMillis()));
        } catch (JSchException e) {
            channel.disconnect();
            throw e;
        } catch (NullPointerException e) {
            // A command that ends while the library still makes its thread for standard input trips it over. It has
            // run:
            // whoever took this for a connection that failed would run it twice.
            if (exitCode() < 0) {
                throw e;
            }
        }
    }

    private void wake() {
        lock.lock();
        try {
            something.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean hasEnded() {
        return channel.isClosed() || !session.isConnected();
    }

    /** The exit code; -1 if the command was cut off or killed. */
    int exitCode() {
        return channel.isClosed() ? channel.getExitStatus() : -1;
    }

    /** Waits until the command has ended. */
    boolean awaitEnd(Duration limit) {
        return await(this::hasEnded, limit);
    }

    /** Waits until the condition holds; it is looked at after every piece of output. */
    boolean await(BooleanSupplier condition, Duration limit) {
        long until = System.nanoTime() + limit.toNanos();
        lock.lock();
        try {
            while (!condition.getAsBoolean()) {
                long left = until - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                long unused = something.awaitNanos(Math.min(left, channel.isEOF() ? SOON_NANOS : LOOK_AGAIN_NANOS));
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return condition.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }

    /** Ends standard input and the channel; a command that reads its input or writes to its output notices. */
    @Override
    public void close() {
        channel.disconnect();
    }
}
