package io.masterha.node.source;

import java.security.SecureRandom;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What the virtual source says about itself.
 *
 * @param serverId the failed source's {@code server_id}; must differ from the replica's
 * @param serverUuid any UUID but the replica's
 * @param serverVersion as the failed source's logs say it
 * @param gtidMode the replica's own {@code gtid_mode}: a replica refuses a source of another mode
 * @param authPlugin what the replica's client library certainly has
 * @param user one-time user name, the only thing that a client must know
 */
public record SourceIdentity(
        long serverId, String serverUuid, String serverVersion, String gtidMode, String authPlugin, String user) {
    public static final String CACHING_SHA2 = "caching_sha2_password";
    public static final String NATIVE = "mysql_native_password";
    /** MySQL 5.6 takes at most 16 characters. */
    private static final int USER_LENGTH = 16;

    private static final String USER_START = "ma_";
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /** An identity with a new random user name (77 bits) and UUID. */
    public static SourceIdentity create(long serverId, String serverVersion, String gtidMode, boolean knowsSha2) {
        return new SourceIdentity(
                serverId,
                UUID.randomUUID().toString(),
                greeting(serverVersion),
                gtidMode,
                knowsSha2 ? CACHING_SHA2 : NATIVE,
                randomUser());
    }

    /** Whether a replica's status names a user that only an earlier apply-diff can have set. */
    public static boolean isOneTimeUser(String user) {
        return user.length() == USER_LENGTH && user.startsWith(USER_START);
    }

    /** MariaDB 10 and later greet with a version that old clients understand. */
    private static String greeting(String version) {
        return version.contains("MariaDB") && !version.startsWith("5.") ? "5.5.5-" + version : version;
    }

    private static String randomUser() {
        return new SecureRandom()
                .ints(USER_LENGTH - USER_START.length(), 0, ALPHABET.length())
                .mapToObj(i -> String.valueOf(ALPHABET.charAt(i)))
                .collect(Collectors.joining("", USER_START, ""));
    }

    @Override
    public String toString() {
        return "virtual source with server_id " + serverId + ", " + serverVersion;
    }
}
