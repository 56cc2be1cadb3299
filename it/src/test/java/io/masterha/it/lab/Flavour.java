package io.masterha.it.lab;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A server product and version that the lab has an image for. */
public enum Flavour {
    MYSQL_56("mysql", "5.6", false),
    MYSQL_80("mysql", "8.0", true),
    MYSQL_97("mysql", "9.7", true),
    MARIADB_1011("mariadb", "10.11", false),
    MARIADB_118("mariadb", "11.8", false);

    private final String product;
    private final String version;
    private final boolean sourceWords;

    Flavour(String product, String version, boolean sourceWords) {
        this.product = product;
        this.version = version;
        this.sourceWords = sourceWords;
    }

    /** Reads {@code mysql:9.7}, as in {@code make it V=mysql:9.7}. */
    public static Flavour parse(String text) {
        return Arrays.stream(values())
                .filter(f -> f.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("V=" + text + ": there is no such server; one of "
                        + Arrays.stream(values()).map(Flavour::toString).collect(Collectors.joining(", "))));
    }

    public boolean isMariaDb() {
        return product.equals("mariadb");
    }

    /** Whether it speaks of sources and replicas (MySQL 8.0.23 and later). */
    public boolean hasSourceWords() {
        return sourceWords;
    }

    /** Name of the server's process, as the kernel has it. */
    public String processName() {
        return isMariaDb() ? "mariadbd" : "mysqld";
    }

    /** Options of mysqld for this way of replicating. MariaDB always writes GTIDs. */
    public List<String> options(ReplicationMode mode) {
        return mode == ReplicationMode.GTID && !isMariaDb()
                ? List.of("--gtid-mode=ON", "--enforce-gtid-consistency=ON")
                : List.of();
    }

    /** Text form, {@code mysql:9.7}. */
    @Override
    public String toString() {
        return product + ":" + version;
    }
}
