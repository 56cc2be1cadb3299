package io.masterha.node.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The ways in which MHA lets an option be written: one dash or two, any case, hyphens for underscores. */
final class MhaSpelling {
    private MhaSpelling() {}

    /** The same arguments as our own option table spells them; what is not known stays as it is. */
    static String[] normal(String[] arguments, Set<String> known) {
        List<String> normal = new ArrayList<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            normal.add(spelled(name, known) + (equals < 0 ? "" : argument.substring(equals)));
        }
        return normal.toArray(String[]::new);
    }

    private static String spelled(String name, Set<String> known) {
        if (!name.matches("--?[A-Za-z][A-Za-z_-]*") || known.contains(name)) {
            return name;
        }
        String wanted = "--" + name.replaceFirst("^--?", "").toLowerCase(Locale.ROOT);
        for (String candidate :
                List.of(wanted, wanted.substring(0, 2) + wanted.substring(2).replace('-', '_'))) {
            if (known.stream().anyMatch(option -> option.startsWith(candidate))) {
                return candidate;
            }
        }
        return name;
    }
}
