package io.masterha.it.rows;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Tables of every column type, and random statements on them; the same for the same seed. */
final class RandomRows {
    static final String DATABASE = "rewound";

    private record Column(String name, String type, Supplier<String> value) {}

    private record Table(String name, List<Column> columns, String rest, List<String> keys) {}

    private final Random random;
    private final boolean modern;
    private final boolean mariadb;
    private final List<Table> tables = new ArrayList<>();

    /** @param modern from MySQL 5.7 and MariaDB 10 on: JSON and generated columns */
    RandomRows(long seed, boolean modern, boolean mariadb) {
        this.random = new Random(seed);
        this.modern = modern;
        this.mariadb = mariadb;
        describe();
    }

    private void describe() {
        List<Column> all = allTypes();
        List<Column> withId = new ArrayList<>(all);
        withId.add(0, new Column("id", "BIGINT UNSIGNED NOT NULL AUTO_INCREMENT", this::smallKey));
        tables.add(new Table("all_types", withId, ", PRIMARY KEY (id), KEY (vc(20)), KEY (dt)", List.of("id")));
        tables.add(new Table("no_key", all, "", List.of()));
        List<Column> unique = new ArrayList<>(all.subList(0, 8));
        unique.add(0, new Column("code", "VARCHAR(30) CHARACTER SET utf8mb4 NOT NULL", () -> "'kö" + small() + "'"));
        tables.add(new Table("unique_only", unique, ", UNIQUE KEY (code)", List.of("code")));
        tables.add(new Table(
                "two_part_key",
                List.of(
                        new Column("a", "INT NOT NULL", this::smallKey),
                        new Column("b", "VARBINARY(10) NOT NULL", () -> "x'" + hex(random.nextInt(3)) + "'"),
                        new Column("c", "TEXT", () -> text(3000)),
                        new Column("d", "DECIMAL(65,30)", this::decimal)),
                ", PRIMARY KEY (a, b)",
                List.of("a", "b")));
        tables.add(new Table(
                "odd `name",
                List.of(
                        new Column("id", "INT NOT NULL", this::smallKey),
                        new Column("sel ect", "VARCHAR(20)", () -> text(20))),
                ", PRIMARY KEY (id)",
                List.of("id")));
        tables.add(new Table(
                "parts",
                List.of(
                        new Column("id", "INT NOT NULL", this::smallKey),
                        new Column("v", "VARCHAR(300) CHARACTER SET latin1", () -> text(200))),
                ", PRIMARY KEY (id)) ENGINE=InnoDB PARTITION BY HASH (id) PARTITIONS 4",
                List.of("id")));
        if (modern) {
            tables.add(new Table(
                    "generated",
                    List.of(
                            new Column("id", "INT NOT NULL", this::smallKey),
                            new Column("n", "INT", () -> maybe(() -> String.valueOf(random.nextInt(1000)))),
                            new Column("s", "VARCHAR(40)", () -> text(20))),
                    ", v BIGINT GENERATED ALWAYS AS (n * 2) VIRTUAL, w BIGINT GENERATED ALWAYS AS (n + 7) "
                            + (mariadb ? "PERSISTENT" : "STORED")
                            + ", x VARCHAR(50) GENERATED ALWAYS AS (CONCAT(s, '!')) VIRTUAL, PRIMARY KEY (id), KEY (v)",
                    List.of("id")));
            tables.add(new Table(
                    "documents",
                    List.of(new Column("id", "INT NOT NULL", this::smallKey), new Column("j", "JSON", this::json)),
                    ", PRIMARY KEY (id)",
                    List.of("id")));
        }
    }

    private List<Column> allTypes() {
        String utf8 = " CHARACTER SET utf8mb4";
        List<Column> all = new ArrayList<>(List.of(
                new Column("ti", "TINYINT", () -> integer(8, false)),
                new Column("tu", "TINYINT UNSIGNED", () -> integer(8, true)),
                new Column("si", "SMALLINT", () -> integer(16, false)),
                new Column("mu", "MEDIUMINT UNSIGNED", () -> integer(24, true)),
                new Column("mi", "MEDIUMINT", () -> integer(24, false)),
                new Column("iu", "INT UNSIGNED", () -> integer(32, true)),
                new Column("bi", "BIGINT", () -> integer(64, false)),
                new Column("bu", "BIGINT UNSIGNED", () -> integer(64, true)),
                new Column("de", "DECIMAL(30,10)", this::decimal),
                new Column("fl", "FLOAT", () -> maybe(() -> String.valueOf(random.nextFloat() * 1e6f - 5e5f))),
                new Column("db", "DOUBLE", () -> maybe(() -> String.valueOf(random.nextGaussian() * 1e100))),
                new Column("b1", "BIT(1)", () -> maybe(() -> "b'" + random.nextInt(2) + "'")),
                new Column("b2", "BIT(37)", () -> maybe(() -> String.valueOf(random.nextLong() >>> 27))),
                new Column("ye", "YEAR", () -> maybe(() -> String.valueOf(1901 + random.nextInt(250)))),
                new Column("da", "DATE", this::date),
                new Column("ti0", "TIME", () -> time(0)),
                new Column("ti6", "TIME(6)", () -> time(6)),
                new Column("dt", "DATETIME", () -> dateTime(0)),
                new Column("dt3", "DATETIME(3)", () -> dateTime(3)),
                new Column("ts", "TIMESTAMP NULL", () -> timestamp(0)),
                new Column("ts5", "TIMESTAMP(5) NULL", () -> timestamp(5)),
                new Column(
                        "en",
                        "ENUM('small','größer','x,y','it''s')" + utf8,
                        () -> maybe(() -> "" + (1 + random.nextInt(4)))),
                new Column(
                        "se",
                        "SET('a','b','c','d','e','f','g','h','i','ü')" + utf8,
                        () -> maybe(() -> "" + random.nextInt(1024))),
                new Column("ch", "CHAR(10) CHARACTER SET latin1", () -> text(10)),
                new Column("cu", "CHAR(200)" + utf8, () -> text(60)),
                new Column("vc", "VARCHAR(100)" + utf8, () -> text(100)),
                new Column("vl", "VARCHAR(2000)" + utf8, () -> text(700)),
                new Column("bn", "BINARY(7)", () -> bytes(7)),
                new Column("vb", "VARBINARY(300)", () -> bytes(300)),
                new Column("tt", "TINYTEXT" + utf8, () -> text(60)),
                new Column("tx", "TEXT CHARACTER SET ucs2", () -> text(500)),
                new Column("mb", "MEDIUMBLOB", () -> bytes(2000)),
                new Column("lb", "LONGBLOB", () -> random.nextInt(20) == 0 ? bytes(90_000) : bytes(50)),
                new Column("ge", "GEOMETRY", this::geometry)));
        return all;
    }

    /** Statements that make everything from nothing. */
    List<String> definitions() {
        List<String> all = new ArrayList<>();
        all.add("DROP DATABASE IF EXISTS " + DATABASE);
        all.add("CREATE DATABASE " + DATABASE);
        for (Table table : tables) {
            StringBuilder sql = new StringBuilder("CREATE TABLE " + name(table) + " (");
            for (int i = 0; i < table.columns.size(); i++) {
                Column column = table.columns.get(i);
                sql.append(i == 0 ? "" : ", ")
                        .append(quoted(column.name))
                        .append(' ')
                        .append(column.type);
            }
            all.add(sql + table.rest + (table.rest.contains("ENGINE") ? "" : ") ENGINE=InnoDB"));
        }
        all.add("CREATE TABLE " + DATABASE + ".parent (id INT PRIMARY KEY, v INT) ENGINE=InnoDB");
        all.add("CREATE TABLE " + DATABASE
                + ".child (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES rewound.parent (id))"
                + " ENGINE=InnoDB");
        all.add("CREATE TABLE " + DATABASE
                + ".audit (id INT AUTO_INCREMENT PRIMARY KEY, what VARCHAR(50), at TIMESTAMP)" + " ENGINE=InnoDB");
        all.add("CREATE TRIGGER " + DATABASE + ".tell AFTER UPDATE ON " + DATABASE
                + ".parent FOR EACH ROW INSERT INTO rewound.audit (what) VALUES (CONCAT('parent ', OLD.id))");
        return all;
    }

    /** Names of all tables, quoted. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        tables.forEach(table -> names.add(name(table)));
        List.of("parent", "child", "audit").forEach(name -> names.add(DATABASE + "." + name));
        return names;
    }

    /** One statement that changes some rows, or none. */
    String change() {
        if (random.nextInt(8) == 0) {
            return foreignKeys();
        }
        Table table = tables.get(random.nextInt(tables.size()));
        return switch (random.nextInt(5)) {
            case 0, 1 -> insert(table);
            case 2, 3 -> update(table);
            default -> "DELETE FROM " + name(table) + where(table) + " LIMIT 3";
        };
    }

    private String foreignKeys() {
        int key = random.nextInt(20);
        return switch (random.nextInt(5)) {
            case 0 -> "INSERT IGNORE INTO " + DATABASE + ".parent VALUES (" + key + ", " + random.nextInt(100) + ")";
            case 1 -> "INSERT IGNORE INTO " + DATABASE + ".child VALUES (" + key + ", " + random.nextInt(20) + ")";
            case 2 -> "UPDATE " + DATABASE + ".parent SET v = v + 1 WHERE id < " + key;
            case 3 -> "DELETE FROM " + DATABASE + ".child WHERE id = " + key;
            default -> "DELETE IGNORE FROM " + DATABASE + ".parent WHERE id = " + key;
        };
    }

    private String insert(Table table) {
        StringBuilder names = new StringBuilder();
        table.columns.forEach(c -> names.append(names.isEmpty() ? "" : ", ").append(quoted(c.name)));
        StringBuilder rows = new StringBuilder();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            StringBuilder row = new StringBuilder();
            table.columns.forEach(c -> row.append(row.isEmpty() ? "" : ", ").append(c.value.get()));
            rows.append(rows.isEmpty() ? "" : ", ").append('(').append(row).append(')');
        }
        boolean twice = table.keys.isEmpty() && random.nextBoolean();
        String verb = random.nextInt(3) == 0 ? "REPLACE" : "INSERT IGNORE";
        return verb + " INTO " + name(table) + " (" + names + ") VALUES " + rows + (twice ? ", " + rows : "");
    }

    private String update(Table table) {
        StringBuilder set = new StringBuilder();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            Column column = table.columns.get(random.nextInt(table.columns.size()));
            set.append(set.isEmpty() ? "" : ", ")
                    .append(quoted(column.name))
                    .append(" = ")
                    .append(column.value.get());
        }
        return "UPDATE IGNORE " + name(table) + " SET " + set + where(table) + " LIMIT " + (1 + random.nextInt(6));
    }

    private String where(Table table) {
        if (table.keys.isEmpty()) {
            return " WHERE ti " + (random.nextBoolean() ? "< " : ">= ") + (random.nextInt(256) - 128);
        }
        if (table.keys.get(0).equals("code")) {
            return " WHERE code = 'kö" + small() + "'";
        }
        return " WHERE " + quoted(table.keys.get(0)) + " % 7 = " + random.nextInt(7);
    }

    private static String name(Table table) {
        return DATABASE + "." + quoted(table.name);
    }

    private static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    private int small() {
        return 1 + random.nextInt(60);
    }

    private String smallKey() {
        return String.valueOf(small());
    }

    private String maybe(Supplier<String> value) {
        return random.nextInt(6) == 0 ? "NULL" : value.get();
    }

    private String integer(int bits, boolean unsigned) {
        return maybe(() -> {
            long value = random.nextLong();
            long cut = bits == 64 ? value : unsigned ? value >>> (64 - bits) : value >> (64 - bits);
            return unsigned ? Long.toUnsignedString(cut) : String.valueOf(cut);
        });
    }

    private String decimal() {
        return maybe(() ->
                (random.nextBoolean() ? "-" : "") + (random.nextLong() >>> 1) + "." + random.nextInt(1_000_000_000));
    }

    private String date() {
        return maybe(() -> random.nextInt(10) == 0
                ? "'0000-00-00'"
                : String.format(
                        "'%04d-%02d-%02d'",
                        1000 + random.nextInt(9000), 1 + random.nextInt(12), 1 + random.nextInt(28)));
    }

    private String time(int digits) {
        return maybe(() -> String.format(
                "'%s%d:%02d:%02d%s'",
                random.nextBoolean() ? "-" : "",
                random.nextInt(838),
                random.nextInt(60),
                random.nextInt(60),
                fraction(digits)));
    }

    private String dateTime(int digits) {
        return maybe(() -> random.nextInt(10) == 0
                ? "'0000-00-00 00:00:00'"
                : String.format(
                        "'%04d-%02d-%02d %02d:%02d:%02d%s'",
                        1000 + random.nextInt(9000),
                        1 + random.nextInt(12),
                        1 + random.nextInt(28),
                        random.nextInt(24),
                        random.nextInt(60),
                        random.nextInt(60),
                        fraction(digits)));
    }

    private String timestamp(int digits) {
        return maybe(() -> random.nextInt(10) == 0
                ? "'0000-00-00 00:00:00'"
                : String.format(
                        "'%04d-%02d-%02d 12:%02d:%02d%s'",
                        1971 + random.nextInt(60),
                        1 + random.nextInt(12),
                        1 + random.nextInt(28),
                        random.nextInt(60),
                        random.nextInt(60),
                        fraction(digits)));
    }

    private String fraction(int digits) {
        return digits == 0
                ? ""
                : "." + String.format("%06d", random.nextInt(1_000_000)).substring(0, digits);
    }

    private String text(int most) {
        return maybe(() -> {
            String letters = "abc XYZ09'_%äößñ€\\\n\t";
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(Math.max(1, most / 2)); i > 0; i--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
                if (random.nextInt(30) == 0) {
                    text.append("\uD83D\uDE80");
                }
            }
            return "'" + text.toString().replace("\\", "\\\\").replace("'", "''") + "'";
        });
    }

    private String bytes(int most) {
        return maybe(() -> "x'" + hex(random.nextInt(most + 1)) + "'");
    }

    private String hex(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private String geometry() {
        String make = modern || mariadb ? "ST_GeomFromText" : "GeomFromText";
        return maybe(() -> make + "('"
                + (random.nextBoolean()
                        ? "POINT(" + random.nextInt(90) + " " + random.nextInt(90) + ")"
                        : "LINESTRING(0 0, " + random.nextInt(90) + " 1, 5.5 " + random.nextInt(9) + ")")
                + "')");
    }

    private String json() {
        return maybe(() -> switch (random.nextInt(6)) {
            case 0 -> "'" + random.nextInt(1000) + "'";
            case 1 -> "'[1, 2.5, \"drei\", null, true, {\"a\": " + random.nextLong() + "}]'";
            case 2 -> "'{\"schlüssel\": \"" + "w".repeat(random.nextInt(400)) + "\", \"z\": [[]], \"\": -1}'";
            case 3 ->
                "JSON_OBJECT('n', " + random.nextDouble() + ", 'd', 12345678901234567890.5, 'u', 18446744073709551615)";
            case 4 -> "JSON_ARRAY(NOW(6), CURDATE(), CAST('-10:11:12' AS TIME), " + random.nextInt() + ")";
            default -> "'\"text " + random.nextInt() + "\"'";
        });
    }
}
