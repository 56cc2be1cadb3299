package io.masterha.manager.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.masterha.manager.cli.manage.ManagerContext;
import io.masterha.manager.cli.start.ManagerOptions;
import io.masterha.manager.cli.start.Quiet;
import io.masterha.manager.cli.start.Startup;
import io.masterha.manager.plan.FailoverPolicy;
import io.masterha.manager.topology.ServerId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the options of a failover make of its policy. */
class PolicyTest extends CommandTest {
    private FailoverPolicy policy(String... words) throws IOException {
        List<String> all = new ArrayList<>(List.of("--conf", usual()));
        all.addAll(List.of(words));
        ManagerOptions options = new ManagerOptions();
        new CommandLine(options).parseArgs(all.toArray(String[]::new));
        return new ManagerContext(options, Startup.config(options), directory, new Quiet()).policy();
    }

    /** The parts that have an option, by its name. */
    private static List<String> parts(FailoverPolicy policy) {
        List<String> parts = new ArrayList<>();
        if (!policy.saveBinlog()) {
            parts.add("--skip_save_master_binlog");
        }
        if (!policy.repoint()) {
            parts.add("--skip_change_master");
        }
        if (!policy.open()) {
            parts.add("--skip_disable_read_only");
        }
        policy.election().forced().ifPresent(server -> parts.add("forced " + server));
        return parts;
    }

    @Test
    void each_flag_changes_its_own_part_of_the_policy_and_nothing_else() throws IOException {
        assertEquals(List.of(), parts(policy()));
        for (String flag : List.of("--skip_save_master_binlog", "--skip_change_master", "--skip_disable_read_only")) {
            assertEquals(List.of(flag), parts(policy(flag)));
        }
        assertEquals(
                Optional.of(new ServerId("db9", 3306)),
                policy("--new_master_host=db9").election().forced());
        assertEquals(
                Optional.of(new ServerId("db9", 3307)),
                policy("--new_master_host=db9", "--new_master_port=3307")
                        .election()
                        .forced());
        assertEquals(List.of(), parts(policy("--new_master_port=3307")), "a port alone names nobody, as in MHA");
    }
}
