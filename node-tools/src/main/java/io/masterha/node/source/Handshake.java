package io.masterha.node.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;

/**
 * Greets a client and lets it in if it knows the one-time user name.
 *
 * <p>The user name is the secret: random, told to the replica alone, worth nothing when apply-diff has ended. The
 * password is not looked at, so the replica can keep the one of its real source and needs no change afterwards.
 */
final class Handshake {
    private static final int LONG_PASSWORD = 0x1;
    private static final int LONG_FLAG = 0x4;
    private static final int CONNECT_WITH_DB = 0x8;
    private static final int PROTOCOL_41 = 0x200;
    private static final int TRANSACTIONS = 0x2000;
    private static final int SECURE_CONNECTION = 0x8000;
    private static final int PLUGIN_AUTH = 0x80000;
    /** Neither TLS nor compression, query attributes or DEPRECATE_EOF: what both sides announce is what counts. */
    private static final int CAPABILITIES =
            LONG_PASSWORD | LONG_FLAG | CONNECT_WITH_DB | PROTOCOL_41 | TRANSACTIONS | SECURE_CONNECTION | PLUGIN_AUTH;

    private static final int UTF8 = 33;
    private static final int SCRAMBLE_BYTES = 20;
    private static final int ACCESS_DENIED = 1045;
    private static final byte[] FAST_AUTH_OK = {1, 3};

    private final PacketChannel channel;
    private final SourceIdentity identity;
    private final byte[] scramble = new byte[SCRAMBLE_BYTES];

    Handshake(PacketChannel channel, SourceIdentity identity) {
        this.channel = channel;
        this.identity = identity;
        // A zero byte would end the scramble early, and some clients want plain ASCII.
        new SecureRandom().ints(SCRAMBLE_BYTES, '!', '~' + 1).forEach(new java.util.function.IntConsumer() {
            private int at;

            @Override
            public void accept(int value) {
                scramble[at++] = (byte) value;
            }
        });
    }

    /** Answers whether the client is in. */
    boolean run(long connectionId) throws IOException {
        greet(connectionId);
        PayloadReader answer = new PayloadReader(channel.read());
        int flags = (int) answer.number(4) & CAPABILITIES;
        if ((flags & PROTOCOL_41) == 0) {
            return refuse("this client speaks the protocol of MySQL 4.0");
        }
        answer.raw(4 + 1 + 23);
        String user = answer.textToZero();
        int responseLength = (int) answer.number(1);
        answer.raw(responseLength);
        if ((flags & CONNECT_WITH_DB) != 0) {
            answer.textToZero();
        }
        String plugin = (flags & PLUGIN_AUTH) != 0 && answer.left() > 0 ? answer.textToZero() : identity.authPlugin();
        if (!plugin.equals(identity.authPlugin())) {
            responseLength = switchPlugin();
        }
        if (!isExpected(user)) {
            return refuse("Access denied for this user");
        }
        boolean sha2 = identity.authPlugin().equals(SourceIdentity.CACHING_SHA2);
        if (sha2 && responseLength > 1) {
            // "I know your password already": no key exchange, no TLS.
            channel.write(FAST_AUTH_OK);
        }
        channel.write(Answers.ok());
        channel.flush();
        return true;
    }

    private void greet(long connectionId) throws IOException {
        channel.beginCommand();
        channel.write(new Payload()
                .number(10, 1)
                .textAndZero(identity.serverVersion())
                .number(connectionId, 4)
                .raw(java.util.Arrays.copyOf(scramble, 8))
                .number(0, 1)
                .number(CAPABILITIES, 2)
                .number(UTF8, 1)
                .number(2, 2)
                .number(CAPABILITIES >>> 16, 2)
                .number(SCRAMBLE_BYTES + 1, 1)
                .raw(new byte[10])
                .raw(java.util.Arrays.copyOfRange(scramble, 8, SCRAMBLE_BYTES))
                .number(0, 1)
                .textAndZero(identity.authPlugin())
                .bytes());
        channel.flush();
    }

    private int switchPlugin() throws IOException {
        channel.write(new Payload()
                .number(0xFE, 1)
                .textAndZero(identity.authPlugin())
                .raw(scramble)
                .number(0, 1)
                .bytes());
        channel.flush();
        return channel.read().length;
    }

    private boolean isExpected(String user) {
        return MessageDigest.isEqual(
                user.getBytes(StandardCharsets.UTF_8), identity.user().getBytes(StandardCharsets.UTF_8));
    }

    private boolean refuse(String why) throws IOException {
        channel.write(Answers.error(ACCESS_DENIED, "28000", why));
        channel.flush();
        return false;
    }
}
