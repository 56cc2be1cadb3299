package io.masterha.manager.cli;

import io.masterha.binlog.Problem;
import io.masterha.manager.config.CnfFile;
import io.masterha.manager.config.ConfigError;
import io.masterha.manager.config.ConfigKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** masterha-conf-host: puts the block of a server into a configuration file or takes it out; other lines stay. */
final class ConfHost {
    private ConfHost() {}

    static int run(ConfHostOptions options) {
        CnfFile file = CnfFile.read(options.conf);
        String block = block(options);
        if (options.command.orElseThrow() == ConfHostOptions.Action.add) {
            add(options, file, block);
        } else {
            remove(file, block);
        }
        return 0;
    }

    /** MHA's rule: the name with "server" before it if it does not begin so, or server_HOST; binlog1 stays binlog1. */
    private static String block(ConfHostOptions options) {
        String name = options.block
                .map(given -> given.matches("(server|binlog).+") ? given : "server" + given)
                .orElseGet(() -> "server_" + options.hostname.orElseThrow());
        if (!name.matches("(server|binlog)[^\\s\\[\\]]+")) {
            throw Problem.of(ConfigError.CONFIG_INVALID, "[" + name + "] cannot be the name of a block")
                    .next("give a name without spaces and brackets, for example --block=server9");
        }
        return name;
    }

    private static void add(ConfHostOptions options, CnfFile file, String block) {
        if (file.sections().contains(block)) {
            throw Problem.of(ConfigError.CONFIG_INVALID, file.path() + ": [" + block + "] is there already")
                    .why("line " + file.lineOf(block))
                    .next("remove it first with --command=remove --block=" + block + ", or give another --block");
        }
        List<String> lines = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        line("hostname", options.hostname.orElseThrow(), lines, problems);
        for (String parameter : options.parameters.orElse("").split(";", -1)) {
            String[] parts = parameter.split("=", 2);
            if (parts.length > 1) {
                line(parts[0].trim(), parts[1].trim(), lines, problems);
            } else if (!parameter.isBlank()) {
                problems.add("'" + parameter.trim().split("\\s", 2)[0] + "' is no key=value");
            }
        }
        if (!problems.isEmpty()) {
            throw Problem.of(ConfigError.CONFIG_INVALID, "the block cannot be added")
                    .why(String.join("\n        ", problems))
                    .next("mend --params; docs/configuration.md lists every key");
        }
        file.with(block, lines).write();
        System.out.println("Wrote [" + block + "] to " + file.path() + ": " + lines.size()
                + (lines.size() == 1 ? " line." : " lines.") + " A running manager reads it when it is started again.");
    }

    private static void line(String name, String value, List<String> lines, List<String> problems) {
        Optional<ConfigKey> key = ConfigKey.named(name);
        if (key.isEmpty()) {
            problems.add("unknown key " + name);
        } else if (value.chars().anyMatch(Character::isISOControl)) {
            problems.add(name + ": its value has a control character");
        } else if (!value.isEmpty() && !key.get().type().accepts(value)) {
            problems.add(name + ": right would be " + key.get().type().expected());
        } else {
            lines.add(name + "=" + value);
        }
    }

    private static void remove(CnfFile file, String block) {
        if (!file.sections().contains(block)) {
            System.out.println(file.path() + ": there is no [" + block + "]; nothing was changed.");
            return;
        }
        file.without(block).write();
        System.out.println("Took [" + block + "] out of " + file.path() + ".");
    }
}
