package io.masterha.manager.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.Problem;
import io.masterha.manager.topology.ServerId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CnfFileTest {
    private static final String OPERATORS = """
            # the billing cluster; call Ada before you touch it
            [server default]
              user = mha   ; the admin account
            password=a#b;c=d

            [server1]
            hostname=db1
            # candidate_master=1

            # the big machine
            [server2]
            hostname = db2
            no_master=1
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("app1.cnf"), text);
    }

    @ParameterizedTest(name = "[{0}] is read as {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`  user  =  mha  `        | mha",
                "user=mha ; a comment      | mha",
                "user=mha ;not a comment   | mha ;not a comment",
                "user=mha; not a comment   | mha; not a comment",
                "user='a ; b'              | 'a ; b'",
                "user='a' ; it's           | 'a'",
                "user=a' ; b'              | a'",
                "user=a#b                  | a#b",
                "user=a # b                | a # b",
                "user=a=b                  | a=b",
                "user=                     | ``",
                "user=p'w\"$x`             | p'w\"$x`",
                "user=größe                | größe"
            })
    void a_value_is_read_as_MHA_reads_it(String line, String value) throws IOException {
        CnfFile cnf = CnfFile.read(file("[server1]\n" + line + "\n"));
        assertEquals(List.of(new CnfFile.Entry("server1", "user", value, 2)), cnf.entries());
        assertEquals(List.of(), cnf.badLines());
    }

    @Test
    void comments_and_empty_lines_are_no_entries() throws IOException {
        CnfFile cnf = CnfFile.read(file("# a=b\n ; c=d\n\n\t\n[server1]\n#e=f\n"));
        assertEquals(List.of(), cnf.entries());
        assertEquals(List.of(), cnf.badLines());
        assertEquals(List.of("server1"), cnf.sections());
    }

    @Test
    void a_line_without_equals_sign_and_a_key_outside_sections_are_bad() throws IOException {
        CnfFile cnf = CnfFile.read(file("user=mha\n[server1]\nhostname\n[server2]x\n=y\n"));
        assertEquals(
                List.of(
                        new CnfFile.BadLine(1, "user=mha"),
                        new CnfFile.BadLine(3, "hostname"),
                        new CnfFile.BadLine(4, "[server2]x"),
                        new CnfFile.BadLine(5, "=y")),
                cnf.badLines());
    }

    @Test
    void a_byte_order_mark_and_line_ends_of_other_systems_do_no_harm() throws IOException {
        CnfFile cnf = CnfFile.read(file("\ufeff[server1]\r\nhostname=db1\r\n"));
        assertEquals(List.of(new CnfFile.Entry("server1", "hostname", "db1", 2)), cnf.entries());
    }

    @Test
    void a_removed_block_leaves_every_other_byte() throws IOException {
        Path path = file(OPERATORS);
        assertTrue(store(path, "server1", "db1").removeServer(new ServerId("db1", 3306)));
        String expected = OPERATORS.replace("[server1]\nhostname=db1\n# candidate_master=1\n\n", "");
        assertEquals(expected, Files.readString(path));
    }

    @Test
    void the_last_block_can_be_removed_too() throws IOException {
        Path path = file(OPERATORS);
        assertTrue(store(path, "server2", "db2").removeServer(new ServerId("db2", 3306)));
        String expected = OPERATORS.substring(0, OPERATORS.indexOf("[server2]"));
        assertEquals(expected, Files.readString(path));
    }

    @Test
    void a_block_that_is_not_there_is_said_and_nothing_is_written() throws IOException {
        Path path = file(OPERATORS);
        Object before = Files.getLastModifiedTime(path);
        assertFalse(store(path, "server9", "db9").removeServer(new ServerId("db9", 3306)));
        assertEquals(before, Files.getLastModifiedTime(path));
    }

    @Test
    void a_comment_right_above_the_next_block_belongs_to_that() throws IOException {
        CnfFile cnf = CnfFile.read(file("[server1]\nhostname=a\n# about 2\n[server2]\nhostname=b\n"));
        cnf.without("server1").write();
        assertEquals("# about 2\n[server2]\nhostname=b\n", Files.readString(cnf.path()));
    }

    @Test
    void every_block_can_be_taken_out_and_what_is_left_reads_the_same() throws IOException {
        CnfFile whole = CnfFile.read(file(OPERATORS));
        for (String section : whole.sections()) {
            List<Map.Entry<String, String>> expected = pairs(whole, section);
            whole.without(section).write();
            assertEquals(expected, pairs(CnfFile.read(whole.path()), section), section);
        }
    }

    private static List<Map.Entry<String, String>> pairs(CnfFile cnf, String but) {
        return cnf.entries().stream()
                .filter(entry -> !entry.section().equals(but))
                .map(entry -> Map.entry(entry.section() + "." + entry.key(), entry.value()))
                .toList();
    }

    @Test
    void bytes_that_are_no_UTF_8_and_a_missing_last_line_end_survive() throws IOException {
        byte[] old = "# caf\u00e9\r\n[server1]\r\nhostname=a\r\n[server2]\r\nhostname=b"
                .getBytes(StandardCharsets.ISO_8859_1);
        Path path = Files.write(directory.resolve("app1.cnf"), old);
        CnfFile.read(path).without("server1").write();
        byte[] left = "# caf\u00e9\r\n[server2]\r\nhostname=b".getBytes(StandardCharsets.ISO_8859_1);
        assertArrayEquals(left, Files.readAllBytes(path));
    }

    @Test
    void an_added_block_comes_last_and_what_was_there_stays() throws IOException {
        Path path = file(OPERATORS.stripTrailing());
        CnfFile.read(path).with("server3", List.of("hostname=db3")).write();
        assertEquals(OPERATORS + "\n[server3]\nhostname=db3\n", Files.readString(path));
    }

    @Test
    void mode_and_a_symbolic_link_survive_a_change_and_no_other_file_is_left() throws IOException {
        Path path = file(OPERATORS);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
        Path link = Files.createSymbolicLink(directory.resolve("link.cnf"), path.getFileName());
        CnfFile.read(link).without("server1").write();
        assertTrue(Files.isSymbolicLink(link));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        assertFalse(Files.readString(path).contains("db1"));
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(2, files.count());
        }
    }

    @Test
    void a_missing_file_and_a_directory_are_told_with_what_to_do() {
        Problem missing = assertThrows(Problem.class, () -> CnfFile.read(directory.resolve("none.cnf")));
        assertEquals(directory.resolve("none.cnf") + ": there is no such file", missing.what());
        assertEquals("give the application's file with --conf", missing.next());
        Problem unreadable = assertThrows(Problem.class, () -> CnfFile.read(directory));
        assertTrue(unreadable.sentence().contains("cannot be read: Is a directory"), unreadable.sentence());
    }

    private static CnfStore store(Path path, String section, String host) {
        ServerConfig server = new ServerConfig(
                section,
                new ServerId(host, 3306),
                "10.0.0.1",
                new ServerConfig.Ssh(host, "10.0.0.1", 22, "u", "", Optional.empty(), path, false, 5),
                new ServerConfig.Account("root", new Secret("")),
                Optional.empty(),
                new ServerConfig.Flags(false, false, false, false, false, true, true, false, false, true),
                List.of(),
                "/var/tmp",
                "",
                "");
        return new CnfStore(path, List.of(server));
    }
}
