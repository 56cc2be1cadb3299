/** Global transaction ids of MySQL (with tags) and MariaDB (with domains), and sets of them. */
package io.masterha.binlog.gtid;
