package io.masterha.manager.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Every key of a configuration file, a row each: where it may stand, its type, its default and what it does. */
public enum ConfigKey {
    HOSTNAME(Scope.BLOCK, Type.TEXT, "", "name of the server: in reports, and for replicas to follow"),
    IP(Scope.BLOCK, Type.TEXT, "resolved once from hostname", "address for database connections"),
    PORT(Scope.ANY, Type.PORT, "3306", "port of the server"),
    SSH_HOST(Scope.BLOCK, Type.TEXT, "hostname", "name of the host for SSH and known_hosts"),
    SSH_IP(Scope.BLOCK, Type.TEXT, "ip, or resolved from ssh_host", "address for SSH"),
    SSH_PORT(Scope.ANY, Type.PORT, "22", "port of the SSH server"),
    SSH_USER(Scope.ANY, Type.TEXT, "the manager's own user", "account on the host; root or the server's own account"),
    SSH_OPTIONS(Scope.ANY, Type.TEXT, "", "OpenSSH options; what has a meaning here is listed by masterha-check-ssh"),
    SSH_CONNECTION_TIMEOUT(Scope.ANY, Type.POSITIVE, "5", "seconds that a look at a host may take"),
    NODE_LABEL(Scope.BLOCK, Type.TEXT, "", "shown beside the server in the checks"),
    CANDIDATE_MASTER(Scope.BLOCK, Type.FLAG, "0", "preferred as the new source"),
    NO_MASTER(Scope.BLOCK, Type.FLAG, "0", "never becomes the source"),
    IGNORE_FAIL(
            Scope.BLOCK,
            Type.FLAG,
            "0",
            "its failure at the start or in a failover is no reason to refuse; the exit code is 10 nevertheless"),
    SKIP_INIT_SSH_CHECK(Scope.BLOCK, Type.FLAG, "0", "left out of the SSH check at start"),
    SKIP_RESET_SLAVE(
            Scope.ANY,
            Type.FLAG,
            "0",
            "the new source keeps its old replication settings, stopped: in a ring it will follow the failed source again"),
    USER(Scope.ANY, Type.TEXT, "root", "administrative database account"),
    PASSWORD(Scope.ANY, Type.SECRET, "", "its password"),
    REPL_USER(Scope.ANY, Type.TEXT, "the one the replica uses", "account with which replicas follow the new source"),
    REPL_PASSWORD(Scope.ANY, Type.SECRET, "the one the replica uses", "its password"),
    DISABLE_LOG_BIN(
            Scope.ANY,
            Type.FLAG,
            "0",
            "what a failover applies from saved logs does not go into the server's own binary log; not heeded by GTID,"
                    + " where others fetch from it what they lack"),
    MASTER_PID_FILE(Scope.ANY, Type.TEXT, "", "passed to shutdown_script"),
    HANDLE_RAW_BINLOG(Scope.ANY, Type.FLAG, "1", "MHA's text mode for logs; here they are always handled raw", false),
    MASTER_BINLOG_DIR(
            Scope.ANY,
            Type.TEXT,
            "/var/lib/mysql,/var/log/mysql",
            "directories searched for binary logs, after the one the server names"),
    REMOTE_WORKDIR(Scope.ANY, Type.TEXT, "/var/tmp", "work directory on the database hosts"),
    MANAGER_WORKDIR(
            Scope.ANY, Type.TEXT, "/var/tmp", "work directory of the manager: status, markers, journals, reports"),
    MANAGER_LOG(Scope.ANY, Type.TEXT, "standard output", "log file of the manager, appended to"),
    LOG_LEVEL(
            Scope.ANY,
            Type.LOG_LEVEL,
            "info",
            "warning and above leave out the story; debug adds every SQL statement, login, SSH command and script with its time, on standard error"),
    CHECK_REPL_DELAY(Scope.ANY, Type.FLAG, "1", "a replica that is far behind does not become the source"),
    CHECK_REPL_FILTER(Scope.ANY, Type.FLAG, "1", "replication filters must be equal"),
    LATEST_PRIORITY(Scope.ANY, Type.FLAG, "1", "a most advanced replica goes before others of the same rank"),
    MULTI_TIER_SLAVE(
            Scope.ANY,
            Type.FLAG,
            "0",
            "it may follow another replica, and is left alone then: not locked, stopped or pointed elsewhere"),
    PING_INTERVAL(Scope.ANY, Type.POSITIVE, "3", "seconds between two pings; two of them are the usual patience"),
    PING_TYPE(Scope.ANY, Type.PING, "SELECT", "SELECT, CONNECT or INSERT"),
    SECONDARY_CHECK_SCRIPT(Scope.ANY, Type.TEXT, "", "asks other routes to the source"),
    MASTER_IP_FAILOVER_SCRIPT(Scope.ANY, Type.TEXT, "", "moves the application's address in a failover"),
    MASTER_IP_ONLINE_CHANGE_SCRIPT(Scope.ANY, Type.TEXT, "", "moves the application's address in a switchover"),
    SHUTDOWN_SCRIPT(Scope.ANY, Type.TEXT, "", "powers the failed source off"),
    REPORT_SCRIPT(Scope.ANY, Type.TEXT, "", "is given the report of a failover"),
    INIT_CONF_LOAD_SCRIPT(
            Scope.ANY, Type.TEXT, "", "prints name=value lines that go over [server default]: a vault for passwords"),
    CLIENT_BINDIR(
            Scope.ANY, Type.TEXT, "", "where MHA's node tools find mysql and mysqlbinlog; here none are needed", false),
    CLIENT_LIBDIR(Scope.ANY, Type.TEXT, "", "where they find their libraries; here none are needed", false),
    USE_GTID_AUTO_POS(
            Scope.ANY,
            Type.FLAG,
            "1",
            "with gtid_mode=ON everywhere replicas that follow by file and position go over to GTIDs; MySQL only"),
    ELECTION(
            Scope.ANY,
            Type.ELECTION,
            "mha",
            "mha chooses the new source by MHA's rules; dominance chooses who received most, by what it really lacks",
            true,
            true),
    FENCE(
            Scope.ANY,
            Type.FENCE,
            "best_effort",
            "strict opens no new source before it is proved that the failed one cannot be written to;"
                    + " best_effort goes on without, as MHA does",
            true,
            true),
    LOSS(
            Scope.ANY,
            Type.LOSS,
            "accept",
            "what a failover may lose: refuse nothing, bounded what can be named, accept anything, as MHA does",
            true,
            true),
    QUORUM(
            Scope.ANY,
            Type.QUORUM,
            "half with fence=strict, else none",
            "half replaces no source whose host is silent unless half of the replicas without ignore_fail=1 answer the manager:"
                    + " it may be on the wrong side of a cut; none goes on with those that answer",
            true,
            true),
    REJOIN(
            Scope.ANY,
            Type.REJOIN,
            "report",
            "what a manager does with an old source that comes back, once it is read-only: report tells, attach makes it a"
                    + " replica if it has nothing that the others lack, rewind also takes back what only it has",
            true,
            true),
    PATIENCE(
            Scope.ANY,
            Type.POSITIVE,
            "2 × ping_interval, at least 3",
            "seconds that a source may be silent while its host is silent too, or shows nothing; a proved crash does not wait",
            true,
            true),
    PATIENCE_HUNG(
            Scope.ANY,
            Type.POSITIVE,
            "patience",
            "the same for a source whose process is there and does not answer",
            true,
            true),
    PATIENCE_RESTART(
            Scope.ANY,
            Type.POSITIVE,
            "9 × ping_interval, at least 3 × patience",
            "the same for a source that was shut down cleanly, or whose port is closed while its process is there",
            true,
            true),
    PATIENCE_UNWRITABLE(
            Scope.ANY,
            Type.POSITIVE,
            "30",
            "seconds that a source may answer and not commit before unwritable=failover acts",
            true,
            true),
    UNWRITABLE(
            Scope.ANY,
            Type.UNWRITABLE,
            "failover with ping_type=INSERT, as MHA; else alarm",
            "what follows when the source answers and cannot commit: disk full, read-only or stalled",
            true,
            true),
    ALARM_INTERVAL(Scope.ANY, Type.POSITIVE, "60", "seconds between two tellings of an alarm that stands", true, true),
    NODE_INSTALL(
            Scope.ANY,
            Type.INSTALL,
            "auto",
            "auto puts the node commands on the hosts at start; never expects them there",
            true,
            true),
    SSH_KEY_FILE(Scope.ANY, Type.TEXT, "~/.ssh/id_ed25519, id_ecdsa, id_rsa", "private key", true, true),
    SSH_KNOWN_HOSTS(Scope.ANY, Type.TEXT, "~/.ssh/known_hosts", "host keys", true, true),
    SSH_HOST_KEY_POLICY(
            Scope.ANY,
            Type.HOST_KEY,
            "strict",
            "strict refuses unknown hosts, accept_new writes them down on first use",
            true,
            true),
    SCRIPT_TIMEOUT(Scope.ANY, Type.POSITIVE, "60", "seconds that a script may run", true, true),
    SCRIPT_PASSWORDS(
            Scope.ANY,
            Type.SCRIPT_PASSWORDS,
            "argv for scripts named masterha_*, file for others",
            "argv: scripts get passwords in arguments, as from MHA; file: in a file of mode 0600 that an argument names",
            true,
            true);

    /** Where a key may stand. */
    public enum Scope {
        /** In the block of a server only. */
        BLOCK,
        /** In a block, or as a default of the application or of all applications. */
        ANY
    }

    /** What a value must look like. */
    public enum Type {
        TEXT("text"),
        SECRET("text, never shown"),
        FLAG("0 or 1"),
        PORT("a port, 1 to 65535; 0 for the default"),
        POSITIVE("a positive whole number"),
        PING("SELECT, CONNECT or INSERT"),
        LOG_LEVEL("debug, info, notice, warning, error, critical, alert or emergency"),
        INSTALL("auto or never"),
        ELECTION("mha or dominance"),
        FENCE("strict or best_effort"),
        LOSS("refuse, bounded or accept"),
        QUORUM("half or none"),
        UNWRITABLE("alarm or failover"),
        HOST_KEY("strict or accept_new"),
        REJOIN("report, attach or rewind"),
        SCRIPT_PASSWORDS("argv or file");

        private final String expected;

        Type(String expected) {
            this.expected = expected;
        }

        public String expected() {
            return expected;
        }

        /** Whether a value fits. */
        public boolean accepts(String value) {
            return switch (this) {
                case TEXT, SECRET -> true;
                case FLAG -> value.matches("\\d{1,4}");
                case PORT -> value.matches("\\d{1,5}") && Integer.parseInt(value) <= 65535;
                case POSITIVE -> value.matches("\\d{1,6}") && Integer.parseInt(value) > 0;
                case PING -> value.toUpperCase(Locale.ROOT).matches("SELECT|CONNECT|INSERT");
                case ELECTION -> value.matches("mha|dominance");
                case FENCE -> value.matches("strict|best_effort");
                case UNWRITABLE -> value.matches("alarm|failover");
                case QUORUM -> value.matches("half|none");
                case LOSS -> value.matches("refuse|bounded|accept");
                case LOG_LEVEL -> value.matches("debug|info|notice|warn(ing)?|err(or)?|crit(ical)?|alert|emerg(ency)?");
                case INSTALL -> value.matches("auto|never");
                case HOST_KEY -> value.matches("strict|accept_new");
                case REJOIN -> value.matches("report|attach|rewind");
                case SCRIPT_PASSWORDS -> value.matches("argv|file");
            };
        }
    }

    private final Scope scope;
    private final Type type;
    private final String byDefault;
    private final String effect;
    private final boolean works;
    private final boolean ours;

    ConfigKey(Scope scope, Type type, String byDefault, String effect) {
        this(scope, type, byDefault, effect, true, false);
    }

    ConfigKey(Scope scope, Type type, String byDefault, String effect, boolean works) {
        this(scope, type, byDefault, effect, works, false);
    }

    ConfigKey(Scope scope, Type type, String byDefault, String effect, boolean works, boolean ours) {
        this.scope = scope;
        this.type = type;
        this.byDefault = byDefault;
        this.effect = effect;
        this.works = works;
        this.ours = ours;
    }

    /** The key of this name; empty if there is none. */
    public static Optional<ConfigKey> named(String key) {
        return Arrays.stream(values()).filter(k -> k.key().equals(key)).findFirst();
    }

    /** As it stands in a file. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Scope scope() {
        return scope;
    }

    public Type type() {
        return type;
    }

    /** The default, in words where it is not a value. */
    public String byDefault() {
        return byDefault;
    }

    public String effect() {
        return effect;
    }

    /** Whether quotes around a value do not count when it is checked: MHA takes them off after the check of numbers. */
    boolean mayBeQuoted() {
        return ours || type != Type.POSITIVE;
    }

    /** Whether MHA takes a 0 for "not set". */
    boolean isUnsetByZero() {
        return switch (this) {
            case PORT, SSH_PORT, USER, SSH_USER, MASTER_BINLOG_DIR, REMOTE_WORKDIR, MANAGER_WORKDIR -> true;
            default -> false;
        };
    }

    /** Whether its value is a command line for the shell. */
    boolean isCommand() {
        return name().endsWith("_SCRIPT");
    }

    /** Whether it has an effect here already. */
    public boolean works() {
        return works;
    }

    /** Whether MHA does not know it. */
    public boolean isOurs() {
        return ours;
    }
}
