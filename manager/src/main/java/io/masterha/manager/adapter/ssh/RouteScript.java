package io.masterha.manager.adapter.ssh;

/** What a host is asked to do to see whether it reaches a server: scripts for a POSIX shell. */
final class RouteScript {
    /**
     * Arguments: address, port, seconds. Prints {@code route yes} or {@code route no}; nothing if it cannot find out, so
     * that a host without the means, or one that does not know the name, never counts as a witness of a death.
     */
    static final String CONNECT = """
            if command -v bash >/dev/null && command -v timeout >/dev/null; then
              said=$(LC_ALL=C timeout "$3" bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2" 2>&1)
              code=$?
              if [ $code = 0 ]; then echo route yes; exit 0; fi
              if [ $code = 124 ]; then echo route no; exit 0; fi
              case $said in
                *[Rr]efused* | *[Uu]nreachable* | *"No route"* | *"timed out"*) echo route no; exit 0 ;;
              esac
            fi
            if command -v perl >/dev/null; then
              perl -MIO::Socket::INET -e '
                my ($host, $port, $limit) = @ARGV;
                exit 4 unless defined gethostbyname($host);
                exit(IO::Socket::INET->new(PeerAddr => $host, PeerPort => $port, Timeout => $limit) ? 0 : 3)' \\
                "$1" "$2" "$3"
              case $? in
                0) echo route yes; exit 0 ;;
                3) echo route no; exit 0 ;;
              esac
            fi
            echo "neither bash nor perl could connect: ${said:-not there}" >&2
            exit 4
            """;

    /**
     * Arguments: address, port, seconds. The same, but {@code yes} only if the server says its first words: what the kernel
     * accepts for a process that was stopped says nothing. Needs bash; without it nothing is printed.
     */
    static final String GREETING = """
            command -v bash >/dev/null && command -v timeout >/dev/null || exit 4
            said=$(LC_ALL=C timeout "$3" bash -c '
              exec 3<>"/dev/tcp/$0/$1" || exit 9
              LC_ALL=C IFS= read -r -n 1 -d "" word <&3 && echo greeted' "$1" "$2" 2>/dev/null)
            code=$?
            case $said in *greeted*) echo route yes; exit 0 ;; esac
            [ $code = 127 ] && exit 4
            echo route no
            """;

    /** Arguments: address, port, seconds; an option file of the client on standard input, which never is on a disk. */
    static final String WRITE = """
            conf=$(cat)
            mysql=$(command -v mysql || command -v mariadb || echo /usr/bin/mysql)
            printf '%s\\n' "$conf" | timeout "$3" "$mysql" --defaults-extra-file=/dev/stdin --host="$1" --port="$2" \\
              --protocol=TCP --connect-timeout="$3" -e '
              CREATE DATABASE IF NOT EXISTS infra;
              CREATE TABLE IF NOT EXISTS infra.chk_masterha
                (`key` TINYINT NOT NULL PRIMARY KEY, val INT UNSIGNED NOT NULL DEFAULT 0) ENGINE=InnoDB;
              INSERT INTO infra.chk_masterha VALUES (1, UNIX_TIMESTAMP())
                ON DUPLICATE KEY UPDATE val = UNIX_TIMESTAMP()'
            """;

    private RouteScript() {}

    /** An option file of the client; whatever user and password contain. */
    static String optionFile(OtherRoutes.Account account) {
        return "[client]\nuser=" + quoted(account.user()) + "\npassword=" + quoted(account.password()) + "\n";
    }

    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
