package io.masterha.manager.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.topology.ServerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest extends WrittenConfig {
    @Test
    void a_file_with_host_names_only_gets_every_default() throws IOException {
        ClusterConfig config = read("[server1]\nhostname=db1\n");
        ClusterConfig.Settings settings = config.settings();
        assertEquals("app1", config.application());
        assertEquals(
                new ClusterConfig.Settings(
                        Path.of("/var/tmp"),
                        Optional.empty(),
                        3,
                        "SELECT",
                        new WatchSettings(6, 6, 27, 30, false, 60),
                        "info",
                        "mha",
                        "report",
                        "best_effort",
                        "accept",
                        "none",
                        true,
                        true,
                        60,
                        "",
                        new ClusterConfig.Scripts("", "", "", "", "")),
                settings);
        ServerConfig server = config.servers().get(0);
        assertEquals("db1", server.id().toString());
        assertEquals("10.0.0.1", server.ip());
        assertEquals(new ServerConfig.Account("root", new Secret("")), server.user());
        assertEquals(Optional.empty(), server.replicationUser());
        assertEquals(List.of("/var/lib/mysql", "/var/log/mysql"), server.binlogDirs());
        assertEquals("/var/tmp", server.remoteWorkdir());
        assertEquals(
                new ServerConfig.Flags(false, false, false, false, false, true, true, false, false, true),
                server.flags());
        assertEquals(
                new ServerConfig.Ssh(
                        "db1",
                        "10.0.0.1",
                        22,
                        "ops",
                        "",
                        Optional.empty(),
                        Path.of("/home/ops/.ssh/known_hosts"),
                        false,
                        5),
                server.ssh());
    }

    @ParameterizedTest(name = "{0}, application {1}, global {2}: {3}")
    @CsvSource({
        "rw-r--r--, password=secret, user=x,          app1.cnf",
        "rw-r--r--, user=x,          repl_password=y, global.cnf",
        "rw-r--r--, password=,       user=x,          ''",
        "rw-r-----, password=secret, password=y,      ''",
        "rw-r--r--, password=secret, password=y,      app1.cnf global.cnf"
    })
    void a_file_with_passwords_that_everybody_can_read_is_told(
            String mode, String application, String global, String expected) throws IOException {
        Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(mode);
        for (String name : List.of("app1.cnf", "global.cnf")) {
            Files.createFile(directory.resolve(name), PosixFilePermissions.asFileAttribute(permissions));
            Files.setPosixFilePermissions(directory.resolve(name), permissions);
        }
        ClusterConfig config = read(
                "[server default]\n" + application + "\n[server1]\nhostname=db1\n",
                "[server default]\n" + global + "\n");
        List<String> told = config.warnings().stream()
                .map(words -> words.substring(words.lastIndexOf('/') + 1))
                .sorted()
                .toList();
        assertEquals(expected, String.join(" ", told));
        config.warnings().forEach(words -> assertTrue(words.contains("chmod o-r " + directory), words));
    }

    @ParameterizedTest(name = "block {0}, application {1}, script {2}, global {3}: {4}")
    @CsvSource({
        "b,  a,  s,  g,  b",
        ",   a,  s,  g,  s",
        ",   a,  ,   g,  a",
        ",   ,   ,   g,  g",
        ",   ,   s,  g,  s",
        ",   ,   ,   ,   root",
        "'\"\"', a, , g, root"
    })
    void the_own_block_wins_then_the_script_then_the_application_then_the_global_file(
            String block, String application, String script, String global, String winner) throws IOException {
        scriptPrints = script == null ? List.of() : List.of("user=" + script, "a line that is none");
        String own = block == null ? "" : "user=" + block + "\n";
        String defaults = application == null ? "" : "user=" + application + "\n";
        String load = script == null ? "" : "init_conf_load_script=/opt/vault\n";
        ClusterConfig config = read(
                "[server default]\n" + load + defaults + "[server1]\nhostname=db1\n" + own,
                global == null ? "" : "[server default]\nuser=" + global + "\n[other]\nfoo=bar\n");
        assertEquals(winner, config.servers().get(0).user().name());
    }

    @Test
    void a_value_from_the_script_ends_at_a_second_equals_sign_and_is_checked() {
        scriptPrints = List.of("password=geheim=x", "pasword=geheim", "ping_interval=geheim0");
        List<String> found = problems("[server default]\ninit_conf_load_script=/opt/vault\n[server1]\nhostname=db1\n");
        assertEquals(
                List.of(
                        "init_conf_load_script=/opt/vault: line 2: unknown key pasword; did you mean password?",
                        "init_conf_load_script=/opt/vault: line 3: ping_interval=geheim0; right would be a positive"
                                + " whole number"),
                found);
        assertFalse(found.toString().contains("geheim=x"));
    }

    @ParameterizedTest(name = "[{0}] becomes [{1}]")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a        | a",
                "'a'      | a",
                "\"a\"    | a",
                "a\"      | a",
                "\"a      | \"a",
                "''a''    | 'a'",
                "'a\"     | a",
                "\"\"     | ``",
                "a'b\"c$d;e#f&g | a'b\"c$d;e#f&g"
            })
    void one_pair_of_quotes_is_taken_off_a_password(String written, String meant) throws IOException {
        ClusterConfig config = read("[server1]\nhostname=db1\npassword=" + written + "\n");
        assertEquals(meant, config.servers().get(0).user().password().reveal());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/opt/hook                     | /opt/hook",
                "'/opt/hook -a'                | /opt/hook -a",
                "/opt/hook --options='-i a b'  | /opt/hook --options='-i a b'",
                "'/opt/a hook' --to='b c'      | '/opt/a hook' --to='b c'",
                "\"/opt/hook --to='b c'\"      | /opt/hook --to='b c'"
            })
    void a_command_line_keeps_the_quotes_of_its_words(String written, String meant) throws IOException {
        ClusterConfig config = read("[server1]\nhostname=db1\nreport_script=" + written + "\n");
        assertEquals(meant, config.settings().scripts().report());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "server10 server2 server1, server1 server2 server10",
        "server_b server_a, server_a server_b",
        "server10 server2 server_x, server10 server2 server_x",
        "server_db10 server_db2, server_db2 server_db10",
        "server1a server2 server10, server10 server1a server2",
        "server_2 server_10 server-1, server-1 server_2 server_10"
    })
    void servers_come_in_the_order_of_their_numbers_if_all_have_one_else_as_text(String written, String order) {
        assertEquals(List.of(order.split(" ")), ServerReader.ordered(List.of(written.split(" "))));
    }

    @Test
    void what_holds_for_the_application_is_taken_from_the_first_server() throws IOException {
        ClusterConfig config = read("""
                [server2]
                hostname=db2
                ping_interval=7
                [server1]
                hostname=db1
                ping_interval=2
                ping_type=insert
                manager_workdir=~/w
                latest_priority=0
                multi_tier_slave=1
                election=dominance
                node_install=never
                """);
        assertEquals(2, config.settings().pingSeconds());
        assertEquals("INSERT", config.settings().pingType());
        assertEquals(Path.of("/home/ops/w"), config.settings().workdir());
        assertEquals("dominance", config.settings().election());
        assertFalse(config.servers().get(0).flags().latestPriority());
        assertTrue(config.servers().get(0).flags().multiTier());
        assertFalse(config.settings().installNode());
    }

    @ParameterizedTest(name = "candidate_master={0} is {1}")
    @CsvSource({"1,true", "2,true", "0,false", "'\"1\"',true", "'',false"})
    void flags_are_true_as_in_Perl(String written, boolean meant) throws IOException {
        ClusterConfig config = read("[server1]\nhostname=db1\ncandidate_master=" + written + "\n");
        assertEquals(meant, config.servers().get(0).flags().candidate());
    }

    @Test
    void a_zero_is_not_set_where_MHA_takes_it_so() throws IOException {
        ServerConfig server = read("[server1]\nhostname=db1\nport=0\nssh_port=0\nuser=0\nssh_user=0\n")
                .servers()
                .get(0);
        assertEquals(3306, server.id().port());
        assertEquals(22, server.ssh().port());
        assertEquals("root", server.user().name());
        assertEquals("ops", server.ssh().user());
    }

    @Test
    void every_name_is_looked_up_once_and_not_at_all_if_its_address_is_given() throws IOException {
        ClusterConfig config = read("""
                [server1]
                hostname=db1
                [server2]
                hostname=db1
                port=3307
                [server3]
                hostname=nowhere
                ip=10.0.0.33
                ssh_host=db3
                [binlog1]
                hostname=db1
                master_binlog_dir=/backup/binlogs
                """);
        assertEquals(List.of("db1", "db3"), lookedUp);
        assertEquals("10.0.0.3", config.servers().get(2).ssh().ip());
        assertEquals(List.of(), config.withoutEffect());
        assertEquals(ServerId.parse("binlog1"), config.binlogServers().get(0).id());
        assertEquals(List.of("/backup/binlogs"), config.binlogServers().get(0).binlogDirs());
    }

    @Test
    void keys_without_effect_are_silent_as_long_as_they_say_what_is_so_anyway() throws IOException {
        ClusterConfig config =
                read("[server1]\nhostname=db1\nhandle_raw_binlog=0\nuse_gtid_auto_pos=1\nnode_label=old\n");
        assertEquals(List.of("handle_raw_binlog"), config.withoutEffect());
        assertTrue(config.ignored().get(0).startsWith("handle_raw_binlog is set and has no effect: MHA's text mode"));
        assertEquals("db1 (old): is fine", config.labelled("db1: is fine"));
        assertEquals("db10: is fine", config.labelled("db10: is fine"));
    }

    @Test
    void disable_log_bin_is_the_server_s_own_and_its_price_is_told() throws IOException {
        ClusterConfig config = read("[server1]\nhostname=db1\n[server2]\nhostname=db2\ndisable_log_bin=1\n");
        assertEquals(
                List.of(false, true),
                config.servers().stream().map(s -> s.flags().disableLogBin()).toList());
        assertEquals(List.of(), config.ignored());
        assertTrue(config.warnings().get(0).startsWith("disable_log_bin=1 on db2: what"), config.warnings()::toString);
    }

    @Test
    void keys_without_effect_are_named() throws IOException {
        assertEquals(
                List.of("client_bindir"),
                read("[server1]\nhostname=db1\nclient_bindir=/usr/bin\n").withoutEffect());
    }

    @Test
    void no_text_form_shows_a_password() throws IOException {
        ClusterConfig config = read("[server1]\nhostname=db1\npassword=geheim\nrepl_user=r\nrepl_password=geheim2\n");
        assertFalse(config.toString().contains("geheim"));
        assertEquals(
                "geheim2",
                config.servers()
                        .get(0)
                        .replicationUser()
                        .orElseThrow()
                        .password()
                        .reveal());
    }
}
