package io.masterha.manager.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a configuration is told at once, with its place and what would be right. */
class ConfigProblemsTest extends WrittenConfig {
    @Test
    void all_problems_are_told_at_once_with_line_key_value_and_what_would_be_right() {
        assertEquals(
                List.of(
                        "app1.cnf:1: [general] is not a section; right would be [server default], [server1] or"
                                + " [binlog1]",
                        "app1.cnf:4: 'password' is neither a [section] nor a key=value within one",
                        "app1.cnf:5: ping_interval=0; right would be a positive whole number",
                        "app1.cnf:6: ping_type=PONG; right would be SELECT, CONNECT or INSERT",
                        "app1.cnf:7: unknown key candidat_master; did you mean candidate_master?",
                        "app1.cnf:8: no_master belongs into the block of a server, not into [server default]",
                        "app1.cnf:11: port=70000; right would be a port, 1 to 65535; 0 for the default",
                        "app1.cnf:9: [server1] hostname=nowhere cannot be resolved; right would be a name that"
                                + " /etc/hosts or the name server knows, or a line ip=",
                        "app1.cnf:12: [server2] has no hostname; right would be a line hostname="),
                problems("""
                        [general]
                        foo=bar
                        [server default]
                        password geheim
                        ping_interval=0
                        ping_type=PONG
                        candidat_master=1
                        no_master=1
                        [server1]
                        hostname=nowhere
                        port=70000
                        [server2]
                        no_master=1
                        """));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[server1]\nhostname=db1\n[server2]\nhostname=db2\nip=10.0.0.1\n",
                "[server1]\nhostname=db1\n[server2]\nhostname=db1\nport=3306\n",
                "[server1]\nhostname=db1\n[server2]\nhostname=db1\nip=10.0.0.9\n"
            })
    void two_servers_with_the_same_address_are_refused(String text) {
        List<String> found = problems(text);
        assertEquals(1, found.size(), found.toString());
        assertTrue(found.get(0).contains("[server2] has the same address as [server1]"), found.toString());
    }

    @Test
    void a_file_without_a_server_is_refused() {
        assertEquals(
                List.of("app1.cnf: there is no server; right would be blocks [server1], [server2] with hostname="),
                problems("[server default]\nuser=mha\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ping_interval=\"3\"", "ssh_connection_timeout='5'", "ping_interval=1.5", "ping_interval=-1"})
    void numbers_that_MHA_checks_before_it_takes_off_quotes_are_refused_with_them(String line) {
        assertEquals(1, problems("[server1]\nhostname=db1\n" + line + "\n").size());
    }
}
