package io.masterha.manager.adapter.ssh;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.HostError;
import io.masterha.manager.port.ServerFiles;
import io.masterha.manager.port.Story;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Goes on trying to bring a server down whose host was silent, on a connection of its own, until it is closed.
 *
 * <p>The failover does not wait for it; a host that answers late finds its server killed and held down nevertheless.
 */
final class LateHold implements AutoCloseable {
    private static final Duration ATTEMPT = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final SshConnection connection;
    private final ServerFiles files;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Optional<HoldDown> hold = Optional.empty();

    private LateHold(SshConnection connection, ServerFiles files) {
        this.connection = connection;
        this.files = files;
    }

    static LateHold start(SshTarget target, SshPolicy policy, Story story, ServerFiles files) {
        LateHold made = new LateHold(new SshConnection(target, policy, story), files);
        Thread thread = new Thread(made::tryOn, "late-hold-" + target.id());
        thread.setDaemon(true);
        thread.start();
        return made;
    }

    private void tryOn() {
        try {
            while (hold.isEmpty() && !closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                attempt();
            }
            // An attempt that is under way when it is closed ends within its own limit; nobody waits for it.
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connection.close();
        }
    }

    private void attempt() {
        HoldDown made;
        try {
            made = HoldDown.start(connection, files, ATTEMPT);
        } catch (Problem problem) {
            // The first failure was told; that it is still silent is no news. Whoever answers and refuses us is not
            // pressed.
            if (problem.code() != HostError.HOST_UNREACHABLE && problem.code() != SshError.COMMAND_INTERRUPTED) {
                connection.warn("its host answers now: " + problem.sentence());
                closed.countDown();
            }
            return;
        }
        synchronized (this) {
            if (closed.getCount() == 0) {
                made.close();
                return;
            }
            hold = Optional.of(made);
        }
        connection.warn("its host answers after all: " + made.evidence());
    }

    boolean isHolding() {
        return hold.filter(HoldDown::isHolding).isPresent();
    }

    @Override
    public synchronized void close() {
        closed.countDown();
        hold.ifPresent(HoldDown::close);
    }
}
