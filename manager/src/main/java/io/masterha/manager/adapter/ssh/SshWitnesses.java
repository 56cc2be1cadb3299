package io.masterha.manager.adapter.ssh;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.DiskSight;
import io.masterha.manager.port.ServerFiles;
import io.masterha.manager.port.Witnesses.Passage;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;

/** What the hosts of the servers can tell beside the ping: the room on their disks, and whether they hear another server. */
public final class SshWitnesses {
    private final SshHosts hosts;

    public SshWitnesses(SshHosts hosts) {
        this.hosts = hosts;
    }

    /** See {@link io.masterha.manager.port.Witnesses#passage}. */
    public Passage passage(ServerId from, ServerId to, Duration limit) {
        try {
            String command = Shell.script(
                    RouteScript.GREETING,
                    hosts.connection(to).target().serverAddress(),
                    String.valueOf(to.port()),
                    String.valueOf(Math.max(1, limit.toSeconds() - 1)));
            String out = hosts.connection(from).exec(command, "", limit).out();
            if (out.contains("route yes")) {
                return Passage.GREETS;
            }
            return out.contains("route no") ? Passage.SILENT : Passage.UNUSABLE;
        } catch (Problem problem) {
            return Passage.UNUSABLE;
        }
    }

    /** See {@link io.masterha.manager.port.Witnesses#disk}. */
    public DiskSight disk(ServerId id, Duration limit) {
        ServerFiles files = hosts.files(id);
        if (files.dataDir().isEmpty()) {
            return new DiskSight(DiskSight.Kind.UNKNOWN, "its directories are not known");
        }
        try {
            String binlogDir = files.binlogDir().isEmpty() ? files.dataDir() : files.binlogDir();
            String command = Shell.script(DiskScript.SCRIPT, files.dataDir(), binlogDir);
            return DiskScript.judge(
                    hosts.connection(id).exec(command, "", limit).out());
        } catch (Problem problem) {
            return new DiskSight(DiskSight.Kind.UNKNOWN, problem.what());
        }
    }
}
