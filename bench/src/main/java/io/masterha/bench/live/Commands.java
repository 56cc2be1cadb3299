package io.masterha.bench.live;

/**
 * Which commands are measured on one set of servers.
 *
 * @param check the title of the start-up check
 * @param more whether the others are measured too
 */
record Commands(String check, boolean more) {
    static final String HELP = "`--help`";
    static final String STATUS = "check_status";
    static final String WATCH = "manager: start to watching, 1 + 3 servers";
}
