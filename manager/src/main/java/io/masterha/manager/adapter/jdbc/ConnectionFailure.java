package io.masterha.manager.adapter.jdbc;

import io.masterha.manager.port.PingAnswer;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * Tells what a failed call to a server says about the server.
 *
 * <p>MHA takes the errors 1040, 1042, 1043, 1044, 1045, 1129, 1130, 1203, 1226, 1251 and 1275 as signs of life and every
 * other one as death, TLS and plugin errors included. Here every error that the server itself sent is a sign of life:
 * it takes a living server to send one.
 */
final class ConnectionFailure {
    private static final Pattern LONG_TEXT = Pattern.compile("\\s*\\R\\s*");

    private ConnectionFailure() {}

    /** The answer to a ping that failed like this. */
    static PingAnswer answer(Throwable failure) {
        return new PingAnswer(kind(failure), words(failure));
    }

    static PingAnswer.Kind kind(Throwable failure) {
        if (find(failure, SocketTimeoutException.class).isPresent()
                || find(failure, UnknownHostException.class).isPresent()
                || find(failure, NoRouteToHostException.class).isPresent()) {
            return PingAnswer.Kind.SILENT;
        }
        Optional<SSLException> tls = find(failure, SSLException.class);
        Optional<SocketException> socket = find(failure, SocketException.class);
        if (socket.isPresent()) {
            return ofSocket(socket.get());
        }
        if (tls.isPresent()) {
            return PingAnswer.Kind.TURNED_AWAY;
        }
        if (find(failure, EOFException.class).isPresent()
                || find(failure, ClosedChannelException.class).isPresent()
                || isCommunication(failure)) {
            return PingAnswer.Kind.REFUSED;
        }
        // A number from the server, or the driver's refusal to go on with what the server offered.
        return PingAnswer.Kind.TURNED_AWAY;
    }

    private static PingAnswer.Kind ofSocket(SocketException e) {
        String words = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        boolean isRefusal = words.contains("refused")
                || words.contains("reset")
                || words.contains("broken pipe")
                || words.contains("closed")
                || words.contains("abort");
        // "Network is unreachable", "Connection timed out": the network's words, not the host's.
        return isRefusal || (!(e instanceof ConnectException) && !words.contains("unreachable"))
                ? PingAnswer.Kind.REFUSED
                : PingAnswer.Kind.SILENT;
    }

    /** Whether the connection cannot be used again. */
    static boolean isConnectionGone(SQLException e) {
        int number = e.getErrorCode();
        // 1053 shutdown, 1927 and 1152 killed or aborted, 4031 closed for idleness.
        return isCommunication(e) || number == 1053 || number == 1152 || number == 1927 || number == 4031;
    }

    /** Whether encryption could not be agreed on, so that a second try without it may help. */
    static boolean isTlsTrouble(SQLException e) {
        return find(e, SSLException.class).isPresent()
                && find(e, SocketTimeoutException.class).isEmpty();
    }

    private static boolean isCommunication(Throwable failure) {
        return failure instanceof SQLException e
                && e.getErrorCode() == 0
                && String.valueOf(e.getSQLState()).equals("08S01");
    }

    static SQLException timedOut(Duration limit, SQLException cause) {
        String words = "no answer within " + limit.toMillis() + " ms";
        SQLException failure = new SQLException(words, "08S01", new SocketTimeoutException(words));
        failure.addSuppressed(cause);
        return failure;
    }

    /** The failure in one line: the server's number and words, or the innermost words of the driver. */
    static String words(Throwable failure) {
        if (failure instanceof SQLException e && e.getErrorCode() > 0) {
            return "error " + e.getErrorCode() + ": " + oneLine(e);
        }
        Throwable inner = failure;
        while (inner.getCause() != null && inner.getCause() != inner) {
            inner = inner.getCause();
        }
        String text = oneLine(inner);
        return text.isEmpty() ? inner.getClass().getSimpleName() : text;
    }

    private static String oneLine(Throwable failure) {
        String text = Optional.ofNullable(failure.getMessage()).orElse("");
        return LONG_TEXT.matcher(text).replaceAll(" ").strip();
    }

    private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> kind) {
        Throwable at = failure;
        for (int depth = 0; at != null && depth < 20; depth++) {
            if (kind.isInstance(at)) {
                return Optional.of(kind.cast(at));
            }
            at = at.getCause();
        }
        return Optional.empty();
    }
}
