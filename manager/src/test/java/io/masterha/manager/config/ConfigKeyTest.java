package io.masterha.manager.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConfigKeyTest {
    /** The parameters of MHA 0.58. */
    private static final List<String> OF_MHA =
            List.of(("candidate_master check_repl_delay check_repl_filter client_bindir client_libdir disable_log_bin"
                            + " handle_raw_binlog hostname ignore_fail init_conf_load_script ip latest_priority log_level"
                            + " manager_log manager_workdir master_binlog_dir master_ip_failover_script"
                            + " master_ip_online_change_script master_pid_file multi_tier_slave no_master node_label"
                            + " password ping_interval ping_type port remote_workdir repl_password repl_user"
                            + " report_script secondary_check_script shutdown_script skip_init_ssh_check"
                            + " skip_reset_slave ssh_connection_timeout ssh_host ssh_ip ssh_options ssh_port ssh_user"
                            + " use_gtid_auto_pos user")
                    .split(" "));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void every_key_of_MHA_has_a_row() {
        List<String> rows = Arrays.stream(ConfigKey.values())
                .filter(key -> !key.isOurs())
                .map(ConfigKey::key)
                .sorted()
                .toList();
        assertEquals(OF_MHA, rows);
    }

    @ParameterizedTest
    @EnumSource(ConfigKey.class)
    void every_key_is_accepted_in_a_block_with_a_fitting_value(ConfigKey key) throws IOException {
        read("[server1]\n" + (key == ConfigKey.HOSTNAME ? "" : "hostname=db1\n") + key.key() + "=" + fitting(key));
    }

    @ParameterizedTest
    @EnumSource(ConfigKey.class)
    void every_key_is_accepted_as_a_default_or_said_to_belong_into_a_block(ConfigKey key) throws IOException {
        String text = "[server default]\n" + key.key() + "=" + fitting(key) + "\n[server1]\nhostname=db1\n";
        if (key.scope() == ConfigKey.Scope.ANY) {
            read(text);
        } else {
            assertTrue(assertThrows(Problem.class, () -> read(text)).why().contains(key.key() + " belongs into"));
        }
    }

    @ParameterizedTest
    @EnumSource(ConfigKey.class)
    void every_key_with_a_form_refuses_another_and_shows_it_unless_it_is_secret(ConfigKey key) {
        boolean takesAnyText = key.type() == ConfigKey.Type.TEXT || key.type() == ConfigKey.Type.SECRET;
        assertEquals(takesAnyText, key.type().accepts("no!"));
        if (!takesAnyText) {
            String text = "[server1]\nhostname=db1\n" + key.key() + "=no!\n";
            Problem problem = assertThrows(Problem.class, () -> read(text));
            assertTrue(problem.why()
                    .endsWith(":3: " + key.key() + "=no!; right would be "
                            + key.type().expected()));
        }
    }

    @ParameterizedTest(name = "{0} accepts {1}: {2}")
    @CsvSource({
        "FLAG, 0, true",
        "FLAG, 1, true",
        "FLAG, yes, false",
        "FLAG, -1, false",
        "PORT, 3306, true",
        "PORT, 65535, true",
        "PORT, 65536, false",
        "PORT, 0, true",
        "PORT, 123456, false",
        "POSITIVE, 1, true",
        "POSITIVE, 0, false",
        "POSITIVE, 1s, false",
        "POSITIVE, 99999999999, false",
        "PING, select, true",
        "PING, Insert, true",
        "PING, UPDATE, false",
        "INSTALL, auto, true",
        "INSTALL, always, false",
        "ELECTION, dominance, true",
        "ELECTION, Mha, false",
        "FENCE, strict, true",
        "FENCE, Strict, false",
        "LOSS, bounded, true",
        "LOSS, none, false",
        "QUORUM, half, true",
        "QUORUM, majority, false",
        "LOG_LEVEL, warning, true",
        "LOG_LEVEL, loud, false",
        "UNWRITABLE, failover, true",
        "UNWRITABLE, never, false",
        "HOST_KEY, accept_new, true",
        "HOST_KEY, no, false"
    })
    void a_type_knows_its_values(ConfigKey.Type type, String value, boolean accepted) {
        assertEquals(accepted, type.accepts(value));
    }

    private static String fitting(ConfigKey key) {
        return switch (key.type()) {
            case TEXT, SECRET -> "db1";
            case FLAG, POSITIVE -> "1";
            case PORT -> "3307";
            case PING -> "CONNECT";
            case ELECTION -> "dominance";
            case REJOIN -> "attach";
            case FENCE -> "strict";
            case LOSS -> "bounded";
            case QUORUM -> "half";
            case UNWRITABLE -> "failover";
            case LOG_LEVEL -> "debug";
            case INSTALL -> "never";
            case HOST_KEY -> "accept_new";
            case SCRIPT_PASSWORDS -> "argv";
        };
    }

    private ClusterConfig read(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("app1.cnf"), text + "\n");
        return new ConfigReader(
                        host -> Optional.of("10.0.0.1"), (command, seconds) -> List.of(), "ops", Path.of("/home/ops"))
                .read(file, directory.resolve("none"));
    }
}
