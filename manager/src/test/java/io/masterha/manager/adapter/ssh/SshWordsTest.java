package io.masterha.manager.adapter.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.masterha.manager.topology.ServerId;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SshWordsTest {
    private static SshTarget target(int port, String options) {
        return new SshTarget(
                new ServerId("db1", 3306), "10.0.0.1", "db1", "10.0.0.1", port, "root", SshOptions.parse(options));
    }

    @Test
    void without_settings_of_its_own_the_commands_are_the_usual_ones() {
        SshWords words = new SshWords(target(22, ""), SshPolicy.home(".ssh/known_hosts"));
        assertEquals("ssh -p 22 root@10.0.0.1", words.login());
        assertEquals("ssh-copy-id -p 22 root@10.0.0.1", words.copyKey());
        assertEquals("ssh-keygen -R db1", words.forgetHost());
    }

    @Test
    void the_commands_use_the_key_and_the_known_hosts_of_the_configuration_or_they_would_not_help() {
        SshWords words = new SshWords(target(2222, "-i '/etc/ma sterha/key'"), Path.of("/etc/masterha/hosts"));
        assertEquals(
                "ssh -p 2222 -i '/etc/ma sterha/key' -o UserKnownHostsFile=/etc/masterha/hosts root@10.0.0.1",
                words.login());
        assertEquals("ssh-copy-id -p 2222 -i '/etc/ma sterha/key' root@10.0.0.1", words.copyKey());
        assertEquals("ssh-keygen -R '[db1]:2222' -f /etc/masterha/hosts", words.forgetHost());
    }

    @Test
    void an_ipv6_address_is_written_as_known_hosts_has_it() {
        SshTarget target = new SshTarget(
                new ServerId("fd77::11", 3306),
                "fd77:0:0:0:0:0:0:11",
                "fd77::11",
                "fd77:0:0:0:0:0:0:11",
                22,
                "root",
                SshOptions.NONE);
        assertEquals("ssh -p 22 root@fd77::11", new SshWords(target, SshPolicy.home(".ssh/known_hosts")).login());
    }
}
