package io.masterha.manager.adapter.ssh;

import io.masterha.binlog.Problem;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The directory on each host that belongs to masterha alone.
 *
 * <p>It holds programs that run with the account's rights and copies of transactions, often below a directory in which
 * everybody may write. So it must be the account's own, no link, and closed to others.
 */
final class RemoteDirectories {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    /** Prints "good", or why the directory cannot be trusted. */
    private static final String SCRIPT = """
            umask 077
            d=$1
            if [ ! -e "$d" ] && [ ! -h "$d" ]; then mkdir -p "$d" || { echo "it cannot be made"; exit 1; }; fi
            if [ -h "$d" ] || [ ! -d "$d" ]; then echo "it is not a directory"; exit 1; fi
            set -- $(ls -ldn "$d")
            if [ "$3" != "$(id -u)" ]; then echo "it belongs to user number $3, not to this account"; exit 1; fi
            case $1 in
              d?????-??-*) ;;
              *) echo "others may write in it ($1)"; exit 1 ;;
            esac
            [ -w "$d" ] || { echo "it cannot be written"; exit 1; }
            echo good
            """;

    private final Function<ServerId, String> pathOf;
    private final Set<ServerId> checked = ConcurrentHashMap.newKeySet();

    RemoteDirectories(Function<ServerId, String> pathOf) {
        this.pathOf = pathOf;
    }

    /** Makes the directory if it is not there, and refuses one that others could have prepared. */
    void ensure(SshConnection connection) {
        if (checked.contains(connection.target().id())) {
            return;
        }
        String path = pathOf.apply(connection.target().id());
        ExecResult result = connection.exec(Shell.script(SCRIPT, path), "", LIMIT);
        if (result.exitCode() != 0 || !result.out().strip().equals("good")) {
            throw Problem.of(SshError.NODE_MISSING, connection.describe() + ": " + path + " cannot be used")
                    .why((result.out() + " " + result.err()).strip())
                    .next("set remote_workdir to a directory of the account "
                            + connection.target().user());
        }
        checked.add(connection.target().id());
    }
}
