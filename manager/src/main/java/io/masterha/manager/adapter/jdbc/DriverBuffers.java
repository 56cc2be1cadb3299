package io.masterha.manager.adapter.jdbc;

import com.mysql.cj.jdbc.JdbcConnection;
import com.mysql.cj.protocol.AbstractSocketConnection;
import com.mysql.cj.protocol.FullReadInputStream;
import com.mysql.cj.protocol.SocketConnection;
import com.mysql.cj.protocol.a.NativeProtocol;
import com.mysql.cj.protocol.a.SimplePacketSender;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.sql.Connection;
import java.util.Optional;

/**
 * Gives each connection buffers of the size of our statements and their answers; Connector/J's are 16 KB from the beginning.
 *
 * <p>A manager of many clusters has thousands of connections, and those buffers were the largest part of its memory. The driver
 * has no setting for the output's, so two of its fields are replaced; where a later driver has them no more, all stays as it is.
 * (From Java 21 on a buffer begins small by itself.)
 */
final class DriverBuffers {
    /** A longer statement goes past the buffer. */
    private static final int BYTES = 1024;

    /** Without one the driver reads each column's name in two calls of the kernel; under TLS a record is the buffer. */
    private static final int INPUT_BYTES = 2048;

    private static final Optional<Field> OF_SOCKET = field(AbstractSocketConnection.class, "mysqlOutput");
    private static final Optional<Field> OF_SENDER = field(SimplePacketSender.class, "outputStream");

    private DriverBuffers() {}

    private static Optional<Field> field(Class<?> owner, String name) {
        try {
            Field field = owner.getDeclaredField(name);
            field.setAccessible(true);
            return Optional.of(field).filter(found -> found.getType() == BufferedOutputStream.class);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return Optional.empty();
        }
    }

    static boolean areKnown() {
        return OF_SOCKET.isPresent() && OF_SENDER.isPresent();
    }

    /** Nothing may be under way on the connection. */
    static void lower(Connection connection) {
        if (!areKnown()
                || !(connection instanceof JdbcConnection driver)
                || !(driver.getSession() instanceof com.mysql.cj.NativeSession session)) {
            return;
        }
        NativeProtocol protocol = session.getProtocol();
        SocketConnection socket = protocol.getSocketConnection();
        if (socket instanceof AbstractSocketConnection
                && protocol.getPacketSender().undecorateAll() instanceof SimplePacketSender sender) {
            try {
                BufferedOutputStream small =
                        new BufferedOutputStream(socket.getMysqlSocket().getOutputStream(), BYTES);
                OF_SENDER.orElseThrow().set(sender, small);
                OF_SOCKET.orElseThrow().set(socket, small);
                if (!socket.isSSLEstablished()) {
                    socket.setMysqlInput(new FullReadInputStream(
                            new BufferedInputStream(socket.getMysqlSocket().getInputStream(), INPUT_BYTES)));
                }
            } catch (IOException | IllegalAccessException e) {
                // The connection broke just now: whoever uses it will notice.
            }
        }
    }
}
