package io.masterha.manager.adapter.jdbc;

import com.mysql.cj.conf.PropertySet;
import com.mysql.cj.protocol.StandardSocketFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/**
 * Gives Connector/J sockets that belong to a channel, so that an idle connection can be watched with a selector.
 *
 * <p>The driver creates this class by name, in the thread that asks for the connection; the channel is handed over in a
 * thread local.
 */
public final class WatchableSockets extends StandardSocketFactory {
    private static final ThreadLocal<Opened> EXPECTED = ThreadLocal.withInitial(Opened::new);

    /** The channel of one attempt to connect, as soon as it is there. */
    static final class Opened {
        private volatile Optional<SocketChannel> channel = Optional.empty();

        Optional<SocketChannel> channel() {
            return channel;
        }

        /** Closes the channel; what waits on it fails at once. */
        void cut() {
            channel.ifPresent(Link::cut);
        }
    }

    @Override
    protected Socket createSocket(PropertySet properties) {
        try {
            SocketChannel channel = SocketChannel.open();
            EXPECTED.get().channel = Optional.of(channel);
            return channel.socket();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the channel of the next connection that this thread opens will be found. */
    static Opened expect() {
        Opened opened = new Opened();
        EXPECTED.set(opened);
        return opened;
    }
}
