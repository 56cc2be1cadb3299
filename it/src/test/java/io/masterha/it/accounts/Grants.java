package io.masterha.it.accounts;

import io.masterha.it.lab.Flavour;
import io.masterha.it.lab.Repository;
import io.masterha.it.run.SceneSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The statements of the README's quick start that make the manager's account, as an operator would copy them. */
final class Grants {
    private static final Pattern STATEMENT = Pattern.compile("(?m)^ +(GRANT[^;]*);");

    private static final String PASSWORD = "smallpw";

    private Grants() {}

    /**
     * Those for one server version, with a password in the place of the dots.
     *
     * @param hosts from where it logs in, for example {@code 172.30.1.%}
     */
    static List<String> of(Flavour flavour, String hosts, String password) throws IOException {
        String readme = Files.readString(Repository.root().resolve("README.md"));
        String create = "CREATE USER 'masterha'@'10.0.0.%' IDENTIFIED BY '...'";
        if (!readme.contains(create)) {
            throw new AssertionError("the README does not say: " + create);
        }
        int start = readme.indexOf("-- " + heading(flavour));
        if (start < 0) {
            throw new AssertionError("the README has no grants for " + heading(flavour));
        }
        String block = readme.substring(start, readme.indexOf("\n\n", start));
        return Stream.concat(
                        Stream.of(create),
                        STATEMENT.matcher(block).results().map((MatchResult found) -> found.group(1)))
                .map(sql ->
                        sql.replaceAll("\\s+", " ").replace("10.0.0.%", hosts).replace("...", password))
                .toList();
    }

    /**
     * The account of these statements is made on all servers, and is the one that the configuration names.
     *
     * @param statements as {@link #of} gives them for the lab, with its password
     */
    static SceneSetting only(SceneSetting setting, int hosts, List<String> statements) {
        setting.hosts(hosts)
                .prepared((lab, replication) ->
                        replication.everywhere(lab.host(1), lab.without(lab.host(1)), statements));
        for (int n = 1; n <= hosts; n++) {
            setting.block(n, "user=masterha").block(n, "password=" + PASSWORD);
        }
        return setting;
    }

    /** The statements of {@link #of} for the lab's hosts. */
    static List<String> ofLab(Flavour flavour) throws IOException {
        return of(flavour, "172.%", PASSWORD);
    }

    /** Those beside these with which an old source that has more, or has lost something, is brought back. */
    static List<String> toRejoin(Flavour flavour, String hosts) throws IOException {
        String readme = Files.readString(Repository.root().resolve("README.md"));
        int start = readme.indexOf("-- " + heading(flavour) + ", for masterha-rejoin --rewind");
        if (start < 0) {
            throw new AssertionError("the README has no grants for a rewind on " + heading(flavour));
        }
        return STATEMENT
                .matcher(readme.substring(start, readme.indexOf("\n\n", start)))
                .results()
                .map((MatchResult found) ->
                        found.group(1).replaceAll("\\s+", " ").replace("10.0.0.%", hosts))
                .toList();
    }

    private static String heading(Flavour flavour) {
        if (flavour.isMariaDb()) {
            return "MariaDB 10.11 and later";
        }
        return flavour == Flavour.MYSQL_56 ? "MySQL 5.6 and 5.7" : "MySQL 8.0 and later";
    }
}
