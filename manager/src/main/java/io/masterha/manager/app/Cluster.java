package io.masterha.manager.app;

import io.masterha.manager.topology.Member;
import io.masterha.manager.topology.ServerId;
import java.util.List;
import java.util.Optional;

/**
 * The servers of one application, in the order of the configuration.
 *
 * @param application name of the application: the configuration file's base name
 * @param binlogServers names of the blocks of binlog servers, which keep copies of the source's binary log
 * @param conf the configuration file, for commands that an operator is to type
 */
public record Cluster(String application, List<Member> members, List<ServerId> binlogServers, Optional<String> conf) {
    private static final String CONF = "--conf=FILE";

    public Cluster {
        members = List.copyOf(members);
        binlogServers = List.copyOf(binlogServers);
    }

    /** Without binlog servers. */
    public Cluster(String application, List<Member> members) {
        this(application, members, List.of());
    }

    /** From no file. */
    public Cluster(String application, List<Member> members, List<ServerId> binlogServers) {
        this(application, members, binlogServers, Optional.empty());
    }

    /** A sentence for the operator: {@code --conf=FILE} in its commands becomes the file that is meant. */
    public String named(String sentence) {
        return conf.map(file -> sentence.replace(CONF, CONF.replace("FILE", file)))
                .orElse(sentence);
    }

    public Optional<Member> member(ServerId id) {
        return members.stream().filter(m -> m.id().equals(id)).findFirst();
    }

    /** The member that a replica means when it names its source. */
    public Optional<ServerId> knownAs(String host, int port) {
        return members.stream()
                .filter(m -> m.isKnownAs(host, port))
                .map(Member::id)
                .findFirst();
    }

    /** The same cluster without one server. */
    public Cluster without(ServerId id) {
        return new Cluster(
                application, members.stream().filter(m -> !m.id().equals(id)).toList(), binlogServers, conf);
    }
}
