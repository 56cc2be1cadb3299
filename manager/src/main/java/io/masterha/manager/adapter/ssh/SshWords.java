package io.masterha.manager.adapter.ssh;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Commands of OpenSSH for people to type: with the key and the known_hosts that the manager itself uses. */
record SshWords(SshTarget target, Path knownHosts) {
    private static final int USUAL_PORT = 22;

    /** Logs in as the manager does. */
    String login() {
        List<String> words = new ArrayList<>(List.of("ssh", "-p", String.valueOf(target.port())));
        words.addAll(key());
        if (isElsewhere()) {
            words.addAll(List.of("-o", "UserKnownHostsFile=" + knownHosts));
        }
        words.add(target.user() + "@" + host());
        return line(words);
    }

    /** Puts the manager's key there; needs another way to log in. */
    String copyKey() {
        List<String> words = new ArrayList<>(List.of("ssh-copy-id", "-p", String.valueOf(target.port())));
        words.addAll(key());
        words.add(target.user() + "@" + host());
        return line(words);
    }

    /** Forgets the host's key. */
    String forgetHost() {
        String name = target.port() == USUAL_PORT ? target.sshName() : "[" + target.sshName() + "]:" + target.port();
        List<String> words = new ArrayList<>(List.of("ssh-keygen", "-R", name));
        if (isElsewhere()) {
            words.addAll(List.of("-f", knownHosts.toString()));
        }
        return line(words);
    }

    /** The address, as it does not depend on a name service; one that is written in the configuration as it stands there. */
    private String host() {
        return target.sshName().contains(":") ? target.sshName() : target.sshAddress();
    }

    private List<String> key() {
        List<Path> files = target.options().identityFiles();
        return files.isEmpty() ? List.of() : List.of("-i", files.get(0).toString());
    }

    private boolean isElsewhere() {
        return !knownHosts.equals(SshPolicy.home(".ssh/known_hosts"));
    }

    private static String line(List<String> words) {
        return String.join(
                " ",
                words.stream()
                        .map(word -> word.matches("[A-Za-z0-9_./:=@%+,-]+") ? word : Shell.quote(word))
                        .toList());
    }
}
