package io.masterha.node.apply;

import com.fasterxml.jackson.jr.ob.JSON;
import io.masterha.binlog.FileReason;
import io.masterha.binlog.Problem;
import io.masterha.binlog.node.RecordText;
import io.masterha.node.NodeError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What apply-diff changes on a replica and puts back; also kept in a file, so that a killed run can be finished.
 *
 * <p>Neither the password nor anything else that a server does not show is changed, so nothing is missing here.
 *
 * @param gtid MySQL: 1 for auto position; MariaDB: No, Slave_Pos or Current_Pos
 * @param heartbeatSeconds which another host sets back to its default; empty if the server does not say
 * @param syncBinlog -1 if it was not touched
 * @param flushLog {@code innodb_flush_log_at_trx_commit}, -1 if it was not touched
 * @param unlogged whether the applier was kept from writing into the binary log; the next one counts only then
 * @param workers appliers side by side
 * @param raised whether they were made more or fewer for the duration
 * @param relayLogSize {@code max_relay_log_size} in bytes, 0 for that of the binary log; -1 if it was not touched
 */
public record FormerSettings(
        String host,
        int port,
        String user,
        String gtid,
        boolean gtidOnly,
        boolean ssl,
        boolean sslVerify,
        long delaySeconds,
        String heartbeatSeconds,
        boolean relayLogPurge,
        long syncBinlog,
        long flushLog,
        boolean unlogged,
        long workers,
        boolean raised,
        long relayLogSize) {

    FormerSettings alsoRaised(boolean now) {
        return new FormerSettings(
                host,
                port,
                user,
                gtid,
                gtidOnly,
                ssl,
                sslVerify,
                delaySeconds,
                heartbeatSeconds,
                relayLogPurge,
                syncBinlog,
                flushLog,
                unlogged,
                workers,
                raised || now,
                relayLogSize);
    }

    /**
     * The settings of a run that was killed, if there was one; also if it was killed while it put them back.
     *
     * <p>A file about another source is of another day.
     */
    static Optional<FormerSettings> load(Path file, ReplicaStatus status) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            FormerSettings left = RecordText.read(FormerSettings.class, Files.readString(file));
            return status.isVirtual() || left.areTowards(status) ? Optional.of(left) : Optional.empty();
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    private boolean areTowards(ReplicaStatus status) {
        return host.equals(status.host()) && port == status.port() && user.equals(status.user());
    }

    void save(Path file) {
        try {
            Path temporary = temporary(file);
            Files.writeString(temporary, JSON.std.asString(this));
            Files.move(temporary, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    static void forget(Path file) {
        try {
            Files.deleteIfExists(temporary(file));
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    private static Path temporary(Path file) {
        return file.resolveSibling(file.getFileName() + ".new");
    }

    private static Problem unusable(Path file, IOException e) {
        return Problem.of(NodeError.STATEMENT_FAILED, "cannot keep the former replication settings in " + file)
                .why(FileReason.of(e))
                .next("ls -ld " + file.getParent())
                .causedBy(e);
    }
}
