package io.masterha.manager.adapter.ssh;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What MHA's {@code ssh_options}, written for the OpenSSH client, mean here.
 *
 * @param identityFiles private keys to try, in order; empty for the usual ones in {@code ~/.ssh}
 * @param port port that overrides {@code ssh_port}
 * @param strictHostKeys yes or no if given; {@code no} means that unknown keys are accepted once and remembered
 * @param connectTimeout limit of the TCP connection
 * @param knownHosts file to use instead of {@code ~/.ssh/known_hosts}
 * @param withoutEffect words that this client does not know, for the operator to read
 */
public record SshOptions(
        List<Path> identityFiles,
        OptionalInt port,
        Optional<Boolean> strictHostKeys,
        Optional<Duration> connectTimeout,
        Optional<Path> knownHosts,
        List<String> withoutEffect) {
    public static final SshOptions NONE = parse("");

    public SshOptions {
        identityFiles = List.copyOf(identityFiles);
        withoutEffect = List.copyOf(withoutEffect);
    }

    /** Reads the text of {@code ssh_options}; quotes around words are removed. */
    public static SshOptions parse(String text) {
        Reader reader = new Reader();
        List<String> words = words(text);
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            boolean takesValue = word.equals("-i") || word.equals("-p") || word.equals("-o");
            if (takesValue && i + 1 < words.size()) {
                reader.option(word, words.get(++i));
            } else if (word.length() > 2 && (word.startsWith("-i") || word.startsWith("-p") || word.startsWith("-o"))) {
                reader.option(word.substring(0, 2), word.substring(2));
            } else {
                reader.withoutEffect.add(word);
            }
        }
        return reader.done();
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0 ? c == quote : c == '\'' || c == '"') {
                quote = quote == 0 ? c : 0;
                inWord = true;
            } else if (quote == 0 && Character.isWhitespace(c)) {
                if (inWord) {
                    words.add(word.toString());
                }
                word.setLength(0);
                inWord = false;
            } else {
                word.append(c);
                inWord = true;
            }
        }
        if (inWord) {
            words.add(word.toString());
        }
        return words;
    }

    /** Collects the options word by word. */
    private static final class Reader {
        private final List<Path> identityFiles = new ArrayList<>();
        private final List<String> withoutEffect = new ArrayList<>();
        private OptionalInt port = OptionalInt.empty();
        private Optional<Boolean> strict = Optional.empty();
        private Optional<Duration> connectTimeout = Optional.empty();
        private Optional<Path> knownHosts = Optional.empty();

        void option(String letter, String value) {
            switch (letter) {
                case "-i" -> identityFiles.add(home(value));
                case "-p" -> setting("Port", value, letter + " " + value);
                default -> {
                    String[] parts = value.split("\\s*=\\s*|\\s+", 2);
                    setting(parts[0], parts.length > 1 ? parts[1] : "", letter + " " + value);
                }
            }
        }

        private void setting(String name, String value, String asWritten) {
            boolean isNumber = value.matches("\\d{1,6}");
            switch (name.toLowerCase(Locale.ROOT)) {
                case "identityfile" -> identityFiles.add(home(value));
                case "userknownhostsfile" -> knownHosts = Optional.of(home(value));
                case "stricthostkeychecking" -> {
                    String word = value.toLowerCase(Locale.ROOT);
                    strict = Optional.of(word.equals("yes") || word.equals("ask"));
                }
                case "port" -> port = isNumber ? OptionalInt.of(Integer.parseInt(value)) : ignored(asWritten, port);
                case "connecttimeout" ->
                    connectTimeout = isNumber
                            ? Optional.of(Duration.ofSeconds(Integer.parseInt(value)))
                            : ignored(asWritten, connectTimeout);
                // What this client does anyway.
                case "batchmode", "passwordauthentication" -> {}
                default -> withoutEffect.add(asWritten);
            }
        }

        private <T> T ignored(String asWritten, T before) {
            withoutEffect.add(asWritten);
            return before;
        }

        private static Path home(String path) {
            return path.startsWith("~/") ? Path.of(System.getProperty("user.home"), path.substring(2)) : Path.of(path);
        }

        SshOptions done() {
            return new SshOptions(identityFiles, port, strict, connectTimeout, knownHosts, withoutEffect);
        }
    }
}
