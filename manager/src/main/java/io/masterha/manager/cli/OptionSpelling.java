package io.masterha.manager.cli;

import io.masterha.manager.cli.start.CommonOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Turns what people type into MHA's spelling: one dash or two, dashes or underscores, any case, unique prefixes. */
final class OptionSpelling {
    private final Map<String, OptionSpec> known;

    OptionSpelling(Map<String, OptionSpec> known) {
        this.known = known;
    }

    /** An option and its value become one word: whatever the value begins with, it is no option. */
    List<String> normal(String[] arguments) {
        List<String> normal = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (!argument.startsWith("-") || argument.replace("-", "").isEmpty()) {
                normal.add(argument);
                continue;
            }
            int equals = argument.indexOf('=');
            String option = spelled(equals < 0 ? argument : argument.substring(0, equals));
            if (equals >= 0) {
                normal.add(option + argument.substring(equals));
            } else if (takesValue(option) && i + 1 < arguments.length) {
                normal.add(option + "=" + arguments[++i]);
            } else {
                normal.add(option);
            }
        }
        return normal;
    }

    private boolean takesValue(String option) {
        OptionSpec spec = known.get(option);
        return spec == null
                ? Commands.WITHOUT_EFFECT.containsKey(option + "=")
                : spec.arity().min() > 0;
    }

    private String spelled(String option) {
        if (known.containsKey(option)) {
            return option;
        }
        String wanted = "--" + option.replaceFirst("^--?", "").replace('-', '_').toLowerCase(Locale.ROOT);
        Optional<String> exact = known.keySet().stream()
                .filter(name -> name.replace('-', '_').equals(wanted.replace('-', '_')))
                .findFirst();
        if (exact.isPresent()) {
            return exact.get();
        }
        List<String> longer = known.keySet().stream()
                .filter(name -> name.replace('-', '_').startsWith(wanted.replace('-', '_')))
                .sorted()
                .toList();
        if (longer.stream().map(known::get).distinct().count() > 1) {
            throw new CommandLine.ParameterException(
                    new CommandLine(new CommonOptions()), option + " is not unique: " + String.join(", ", longer));
        }
        return longer.isEmpty() ? wanted : longer.get(0);
    }

    /**
     * Takes out what MHA knows and what has no effect here yet.
     *
     * @param known options of the command itself
     * @param said is added what was taken out, for the operator to read
     */
    static List<String> withoutEffect(List<String> arguments, Set<String> known, List<String> said) {
        List<String> rest = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            String name = argument.contains("=") ? argument.substring(0, argument.indexOf('=')) : argument;
            if (known.contains(name)) {
                rest.add(argument);
                continue;
            }
            boolean takesValue = Commands.WITHOUT_EFFECT.containsKey(name + "=");
            String why = Commands.WITHOUT_EFFECT.get(takesValue ? name + "=" : name);
            if (why == null) {
                rest.add(argument);
                continue;
            }
            said.add(name + " is MHA's and has no effect here: " + why);
            if (takesValue && name.equals(argument)) {
                i++;
            }
        }
        return rest;
    }
}
