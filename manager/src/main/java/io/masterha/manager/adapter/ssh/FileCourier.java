package io.masterha.manager.adapter.ssh;

import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.SftpException;
import io.masterha.binlog.Pace;
import io.masterha.binlog.Problem;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/** Puts files onto hosts: under a temporary name, checked by the receiver, then renamed; whole or not at all. */
final class FileCourier {
    private static final Duration CHECKSUM_LIMIT = Duration.ofMinutes(10);
    /** Verifies the checksum, forces the file to disk and renames it; an earlier attempt may have done that already. */
    static final String ARRIVE = """
            is() {
              sum=$(sha256sum "$1") || return 3
              [ "${sum%% *}" = "$2" ] || { echo "the checksum is ${sum%% *}, not $2" >&2; return 4; }
            }
            if is "$1" "$3"; then
              sync "$1" 2>/dev/null || sync
              mv -f "$1" "$2" && exit 0
              failed=5
            else
              failed=$?
            fi
            [ ! -e "$1" ] && [ -e "$2" ] && is "$2" "$3" || exit $failed
            """;

    private final Duration stall;

    FileCourier(Duration stall) {
        this.stall = stall;
    }

    /** Copies a file from one host to another through the manager, without keeping it here. */
    void copy(SshConnection from, Freight freight, SshConnection to, String path) {
        ChannelSftp reader = from.openSftp();
        try (InputStream in = reader.get(freight.path())) {
            put(in, freight, to, path);
        } catch (SftpException | IOException e) {
            throw failed("cannot read " + freight.path() + " on " + from.describe(), e);
        } finally {
            reader.disconnect();
        }
    }

    /** Copies a file of the manager to a host. */
    void upload(Freight freight, SshConnection to, String path) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(Path.of(freight.path())), 1 << 16)) {
            put(in, freight, to, path);
        } catch (IOException e) {
            throw failed("cannot read " + freight.path(), e);
        }
    }

    private void put(InputStream in, Freight freight, SshConnection to, String path) {
        String temporary = path + ".part-" + UUID.randomUUID().toString().substring(0, 8);
        String what = "cannot copy " + freight.path() + " to " + path + " on " + to.describe();
        ChannelSftp writer = to.openSftp();
        Pace pace = new Pace(to::tell);
        pace.begin("copying " + freight.path(), freight.bytes(), freight.transactions());
        try (StallGuard guard = new StallGuard(stall, writer::disconnect, pace)) {
            try {
                writer.put(in, temporary, guard, ChannelSftp.OVERWRITE);
            } catch (SftpException e) {
                if (guard.hasStalled()) {
                    to.drop();
                }
                throw guard.hasStalled()
                        ? failed(what, new IOException("no byte moved for " + stall.toSeconds() + " s", e))
                        : failed(what, e);
            }
        } finally {
            writer.disconnect();
        }
        ExecResult arrived = to.exec(Shell.script(ARRIVE, temporary, path, freight.sha256()), "", CHECKSUM_LIMIT);
        if (arrived.exitCode() != 0) {
            to.exec(Shell.command("rm", "-f", temporary), "", stall);
            throw Problem.of(SshError.TRANSFER_FAILED, what)
                    .why(arrived.err().strip() + " (exit code " + arrived.exitCode() + ")")
                    .next("check free space and disk of the host, then try again");
        }
    }

    private static Problem failed(String what, Exception e) {
        return Problem.of(SshError.TRANSFER_FAILED, what)
                .why(String.valueOf(e.getMessage()))
                .next("check free space and permissions on the host, then try again")
                .causedBy(e);
    }
}
