package io.masterha.binlog.gtid;

/** The name of one transaction, the same on every server. */
public sealed interface Gtid {
    /**
     * MySQL's: the server where it was committed first, an optional tag (8.3 and later), a running number.
     *
     * @param source UUID in lower case with dashes
     * @param tag lower case; empty without a tag
     * @param number from 1
     */
    record Mysql(String source, String tag, long number) implements Gtid {
        @Override
        public String toString() {
            return tag.isEmpty() ? source + ":" + number : source + ":" + tag + ":" + number;
        }
    }

    /** MariaDB's: replication domain, server id, running number within the domain (unsigned 64 bit). */
    record Mariadb(long domain, long serverId, long sequence) implements Gtid {
        @Override
        public String toString() {
            return domain + "-" + serverId + "-" + Long.toUnsignedString(sequence);
        }
    }
}
