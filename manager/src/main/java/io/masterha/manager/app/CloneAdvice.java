package io.masterha.manager.app;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.topology.ServerId;
import java.util.ArrayList;
import java.util.List;

/** The commands with which a server is set up anew from the source: CLONE where MySQL has it, a backup elsewhere. */
public final class CloneAdvice {
    private final World world;

    public CloneAdvice(World world) {
        this.world = world;
    }

    public List<String> commands(ServerId server, ServerId source) {
        List<String> next = new ArrayList<>();
        next.add("keep the data directory of " + server + " until nobody needs what only it has");
        try {
            ServerStatus status = world.servers().session(server).status();
            if (status.version().isMariadb()) {
                mariadb(next, server, source, status.files().dataDir());
            } else if (status.version().isAtLeast(8, 0, 17)) {
                clone(next, server, source);
            } else {
                dump(next, server, source);
            }
        } catch (Problem silent) {
            dump(next, server, source);
        }
        next.add("then masterha-rejoin --conf=FILE --server=" + server + ", it points it at " + source);
        return next;
    }

    private static void clone(List<String> next, ServerId server, ServerId source) {
        next.add(
                "on " + source + " and on " + server + ": INSTALL PLUGIN clone SONAME 'mysql_clone.so'; (once), and on "
                        + source + " an account with BACKUP_ADMIN");
        next.add("on " + server + ": SET GLOBAL super_read_only=0; SET GLOBAL clone_valid_donor_list='" + source.host()
                + ":" + source.port() + "'; CLONE INSTANCE FROM 'ACCOUNT'@'" + source.host() + "':" + source.port()
                + " IDENTIFIED BY '...'; it replaces all data and restarts the server: have read_only=1 in its"
                + " configuration before");
    }

    private static void mariadb(List<String> next, ServerId server, ServerId source, String dataDir) {
        next.add("on the host of " + server + ", with the server stopped and " + dataDir + " moved away: ssh "
                + source.host()
                + " mariadb-backup --backup --stream=xbstream --user=... | mbstream -x -C " + dataDir
                + " && mariadb-backup --prepare --target-dir=" + dataDir + " && chown -R mysql: " + dataDir
                + "; xtrabackup_binlog_info has the position and the GTID");
    }

    private static void dump(List<String> next, ServerId server, ServerId source) {
        next.add("set " + server + " up anew from a backup of " + source + ", for example: mysqldump --host="
                + source.host() + " --port=" + source.port()
                + " --all-databases --single-transaction --routines --events --triggers --master-data=1 | mysql --host="
                + server.host() + " --port=" + server.port());
    }
}
