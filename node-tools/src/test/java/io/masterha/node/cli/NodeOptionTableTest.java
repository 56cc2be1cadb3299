package io.masterha.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The options of the node commands under MHA's names are MHA's, and the document says what each of them does. */
class NodeOptionTableTest {
    private static final Path REFERENCE = Path.of("../manager/src/test/resources/mha-node-options.txt");
    private static final Path DOCUMENT = Path.of("../docs/compatibility.md");
    /** Of every command here, and {@code purge_relay_logs --password-file}: nobody else can see a password then. */
    private static final Set<String> OURS = Set.of("--help", "--version", "--debug", "--password-file");

    private static List<String> reference() throws IOException {
        return Files.readAllLines(REFERENCE).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }

    private static Map<String, OptionSpec> options(String command) {
        CommandLine line = new CommandLine(MhaNames.commandOf(command));
        line.addMixin("common", new MhaOptions());
        return line.getCommandSpec().optionsMap();
    }

    @Test
    void every_option_of_MHA_is_there_and_takes_a_value_where_it_does_in_MHA() throws IOException {
        List<String> wrong = new ArrayList<>();
        int seen = 0;
        for (String line : reference()) {
            String[] words = line.split(" ");
            for (int i = 1; i < words.length; i++) {
                seen++;
                OptionSpec option = options(words[0]).get(words[i].replace("=", ""));
                if (option == null || option.arity().max() > 0 != words[i].endsWith("=")) {
                    wrong.add(words[0] + " " + words[i]);
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(seen > 50, seen + " options in the reference");
    }

    @Test
    void no_command_has_an_option_that_MHA_does_not_have_but_those_that_are_named() throws IOException {
        for (String line : reference()) {
            Set<String> more = new TreeSet<>();
            options(line.split(" ")[0]).keySet().stream()
                    .map(name ->
                            name.startsWith("--") ? "--" + name.substring(2).replace('-', '_') : name)
                    .forEach(more::add);
            for (String word : line.split(" ")) {
                more.remove(word.replace("=", ""));
            }
            OURS.forEach(name -> more.remove("--" + name.substring(2).replace('-', '_')));
            assertEquals(Set.of(), more, line);
        }
    }

    /** What is ignored says so in the help too, and what the document calls the same does not. */
    @Test
    void the_help_and_the_document_agree_on_what_has_no_effect() throws IOException {
        List<String> wrong = new ArrayList<>();
        String document = Files.readString(DOCUMENT);
        for (String line : reference()) {
            String command = line.split(" ")[0];
            String section = document.substring(document.indexOf("### " + command));
            Map<String, OptionSpec> options = options(command);
            for (String word : line.split(" ")) {
                Matcher row =
                        Pattern.compile("\\| `" + word + "` \\| ([a-z ]+) \\|").matcher(section);
                OptionSpec option = options.get(word.replace("=", ""));
                if (option == null || !row.find()) {
                    continue;
                }
                boolean ignoredInHelp = String.join(" ", option.description()).contains("without effect");
                if (ignoredInHelp != row.group(1).equals("ignored")) {
                    wrong.add(command + " " + word + ": " + row.group(1));
                }
            }
        }
        assertEquals(List.of(), wrong);
    }
}
