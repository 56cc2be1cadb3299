package io.masterha.manager.port;

import java.time.Duration;

/**
 * Every limit of the manager, named.
 *
 * @param pingInterval time between two pings of a source that answers ({@code ping_interval})
 * @param suspectInterval time between two looks at a source that does not answer
 * @param sshLook how long one look at a host may take ({@code ssh_connection_timeout})
 * @param fence how long bringing the failed source down may take
 * @param fenceOfSilent how long a host that was silent through all of the detection may take to say its first words
 * @param fenceBySql how long a failed source that answers SQL may take to do what it is told
 * @param stopReceiver how long a receiver may take to stop
 * @param applied how long a replica may go without progress while it executes what it has received; one statement that
 *     rebuilds a table shows no progress until it has ended
 * @param follow how long a replica may take to follow its new source; an applier of MySQL that is stopped within a transaction
 *     of which it has received a part waits a minute for the rest
 * @param lock how long to wait for an advisory lock
 * @param block how long a write that is under way may keep a switchover from stopping writes
 * @param catchUp how long the new source may take to execute what the old one wrote last
 * @param poll time between two looks at something that is expected soon
 */
public record Limits(
        Duration pingInterval,
        Duration suspectInterval,
        Duration sshLook,
        Duration fence,
        Duration fenceOfSilent,
        Duration fenceBySql,
        Duration stopReceiver,
        Duration applied,
        Duration follow,
        Duration lock,
        Duration block,
        Duration catchUp,
        Duration poll) {
    public static final Limits USUAL = new Limits(
            Duration.ofSeconds(3),
            Duration.ofMillis(500),
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofMinutes(10),
            Duration.ofSeconds(75),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofMillis(10));

    /** How long one of the looks at a suspected source's host may take: no longer than its pings, which go side by side. */
    public Duration sshLookInDoubt() {
        Duration least = Duration.ofSeconds(2);
        Duration ping = pingInterval.compareTo(least) < 0 ? least : pingInterval;
        return sshLook.compareTo(ping) < 0 ? sshLook : ping;
    }

    /** How long one round of questions about a suspected source may take. */
    public Duration round() {
        return pingInterval.compareTo(sshLookInDoubt()) > 0 ? pingInterval : sshLookInDoubt();
    }

    public Limits withCatchUp(Duration limit) {
        return new Limits(
                pingInterval,
                suspectInterval,
                sshLook,
                fence,
                fenceOfSilent,
                fenceBySql,
                stopReceiver,
                applied,
                follow,
                lock,
                block,
                limit,
                poll);
    }

    public Limits withPing(Duration interval, Duration ssh) {
        Duration suspect = interval.compareTo(suspectInterval) < 0 ? interval : suspectInterval;
        return new Limits(
                interval,
                suspect,
                ssh,
                fence,
                fenceOfSilent,
                fenceBySql,
                stopReceiver,
                applied,
                follow,
                lock,
                block,
                catchUp,
                poll);
    }
}
