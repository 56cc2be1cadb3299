package io.masterha.manager.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Every option that MHA has is one of ours, or is named as one without effect, with the reason. */
class OptionTableTest {
    private static List<String> reference() throws IOException {
        try (InputStream file = OptionTableTest.class.getResourceAsStream("/mha-options.txt")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }

    private static Map<String, OptionSpec> options(String command) {
        Commands.Row<?> row = Commands.row(command.replace('_', '-'));
        return new CommandLine(row.options().get()).getCommandSpec().optionsMap();
    }

    @Test
    void every_option_of_MHA_is_understood_and_takes_a_value_where_it_does_in_MHA() throws IOException {
        List<String> wrong = new ArrayList<>();
        int seen = 0;
        for (String line : reference()) {
            String[] words = line.split(" ");
            Map<String, OptionSpec> ours = options(words[0]);
            for (int i = 1; i < words.length; i++) {
                seen++;
                String name = words[i].replace("=", "");
                boolean takesValue = words[i].endsWith("=");
                OptionSpec option = ours.get(name);
                boolean isNamed = Commands.WITHOUT_EFFECT.containsKey(words[i]);
                if (option == null ? !isNamed : (option.arity().max() > 0) != takesValue) {
                    wrong.add(words[0] + " " + words[i]);
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(seen > 120, seen + " options in the reference");
    }

    /** Names of one option in MHA: command, then the names. */
    private static final List<String> SYNONYMS = List.of(
            "masterha_manager --manager_workdir --workdir",
            "masterha_manager --manager_log --log_output",
            "masterha_manager --skip_ssh_check --skip_check_ssh",
            "masterha_manager --remove_dead_master_conf --remove_orig_master_conf",
            "masterha_master_monitor --skip_ssh_check --skip_check_ssh",
            "masterha_check_repl --skip_ssh_check --skip_check_ssh",
            "masterha_master_switch --manager_workdir --workdir",
            "masterha_master_switch --remove_dead_master_conf --remove_orig_master_conf",
            "masterha_check_status --status_dir --manager_workdir --workdir",
            "masterha_check_status --manager_log --log_output",
            "masterha_stop --status_dir --manager_workdir --workdir",
            "masterha_secondary_check --secondary_host -s");

    @Test
    void names_of_one_option_in_MHA_are_names_of_one_option_here() {
        for (String line : SYNONYMS) {
            String[] words = line.split(" ");
            Map<String, OptionSpec> options = options(words[0]);
            assertTrue(options.containsKey(words[1]), line);
            for (int i = 2; i < words.length; i++) {
                assertSame(options.get(words[1]), options.get(words[i]), line);
            }
        }
    }

    /** Defaults of section 1 of MHA's reference. */
    private static final List<String> DEFAULTS = List.of(
            "masterha_manager --seconds_behind_master 30",
            "masterha_manager --wait_on_monitor_error 0",
            "masterha_manager --wait_on_failover_error 0",
            "masterha_manager --interactive 0",
            "masterha_manager --last_failover_minute 480",
            "masterha_manager --new_master_port 3306",
            "masterha_manager --global_conf /etc/masterha_default.cnf",
            "masterha_check_repl --seconds_behind_master 30",
            "masterha_master_switch --interactive 1",
            "masterha_master_switch --new_master_port 3306",
            "masterha_master_switch --running_updates_limit 1",
            "masterha_master_switch --running_seconds_limit 10",
            "masterha_master_switch --seconds_behind_master 30",
            "masterha_master_switch --flush_tables 2",
            "masterha_master_switch --dead_master_port 3306",
            "masterha_master_switch --ssh_reachable 2",
            "masterha_master_switch --last_failover_minute 480",
            "masterha_master_switch --wait_on_failover_error 0",
            "masterha_stop --abort_timeout 5",
            "masterha_secondary_check --user root",
            "masterha_secondary_check --port 22",
            "masterha_secondary_check --master_port 3306",
            "masterha_secondary_check --timeout 5");

    @Test
    void defaults_are_those_of_MHA() {
        List<String> wrong = new ArrayList<>();
        for (String line : DEFAULTS) {
            String[] words = line.split(" ");
            OptionSpec option = Objects.requireNonNull(options(words[0]).get(words[1]), line);
            String ours = String.valueOf(option.defaultValue() == null ? option.initialValue() : option.defaultValue());
            if (!ours.equals(words[2])) {
                wrong.add(line + ": " + ours);
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void what_has_no_effect_says_why_and_is_an_option_of_MHA() throws IOException {
        String all = String.join(" ", reference()) + " ";
        Commands.WITHOUT_EFFECT.forEach((option, why) -> {
            assertTrue(all.contains(" " + option + " "), option);
            assertTrue(why.length() > 20, option);
        });
    }
}
