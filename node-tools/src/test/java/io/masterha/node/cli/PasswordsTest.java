package io.masterha.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.masterha.binlog.Problem;
import io.masterha.node.NodeError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordsTest {
    private static final InputStream NOTHING = InputStream.nullInputStream();

    private static Path file(Path dir, String mode) throws IOException {
        Path file = Files.writeString(dir.resolve("pw"), "g#e'h\"eim ä\nsecond line\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @Test
    void the_first_line_of_a_private_file_is_the_password(@TempDir Path dir) throws IOException {
        assertEquals("g#e'h\"eim ä", Passwords.get(Optional.of(file(dir, "rw-------")), "root", NOTHING));
    }

    @Test
    void a_file_that_others_may_read_is_refused(@TempDir Path dir) throws IOException {
        for (String mode : new String[] {"rw-r-----", "rw----r--", "rw--w----"}) {
            Path open = file(dir, mode);
            Problem problem =
                    assertThrows(Problem.class, () -> Passwords.get(Optional.of(open), "root", NOTHING), mode);
            assertEquals(NodeError.PASSWORD_NOT_SAFE, problem.code());
            assertEquals("chmod 600 " + open, problem.next());
        }
    }

    @Test
    void without_a_file_and_a_terminal_it_is_the_first_line_of_the_input() {
        InputStream in = new ByteArrayInputStream("geheim\n".getBytes(StandardCharsets.UTF_8));
        assertEquals("geheim", Passwords.get(Optional.empty(), "root", in));
    }
}
