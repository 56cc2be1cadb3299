package io.masterha.manager.adapter.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SshOptionsTest {
    @Test
    void what_openssh_understands_and_has_a_meaning_here_is_read() {
        SshOptions options = SshOptions.parse("-i /k1 -i/k2 -p 2222 -o StrictHostKeyChecking=no "
                + "-oConnectTimeout=7 -o \"UserKnownHostsFile /known hosts\" -o IdentityFile=~/.ssh/k3");
        Path home = Path.of(System.getProperty("user.home"));
        assertEquals(List.of(Path.of("/k1"), Path.of("/k2"), home.resolve(".ssh/k3")), options.identityFiles());
        assertEquals(OptionalInt.of(2222), options.port());
        assertEquals(Optional.of(false), options.strictHostKeys());
        assertEquals(Optional.of(Duration.ofSeconds(7)), options.connectTimeout());
        assertEquals(Optional.of(Path.of("/known hosts")), options.knownHosts());
        assertEquals(List.of(), options.withoutEffect());
    }

    @Test
    void the_rest_is_listed_as_without_effect() {
        SshOptions options = SshOptions.parse("-C -o ProxyJump=gate -o ConnectTimeout=soon -o BatchMode=yes -p");
        assertEquals(List.of("-C", "-o ProxyJump=gate", "-o ConnectTimeout=soon", "-p"), options.withoutEffect());
        assertEquals(Optional.empty(), options.connectTimeout());
    }

    @Test
    void strict_checking_is_strict_in_all_its_spellings() {
        assertEquals(
                Optional.of(true),
                SshOptions.parse("-o StrictHostKeyChecking=yes").strictHostKeys());
        assertEquals(
                Optional.of(true),
                SshOptions.parse("-o stricthostkeychecking=ask").strictHostKeys());
        assertEquals(
                Optional.of(false),
                SshOptions.parse("-o StrictHostKeyChecking=accept-new").strictHostKeys());
        assertEquals(Optional.empty(), SshOptions.NONE.strictHostKeys());
    }
}
