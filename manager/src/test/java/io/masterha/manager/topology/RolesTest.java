package io.masterha.manager.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A word or more per server: {@code a rw}, {@code b ro > a}, {@code c down}, {@code d ro > b tier}, {@code e rw > x stopped}. */
class RolesTest {
    private static final List<String> NAMES = List.of("a", "b", "c", "d", "e");

    private static Roles of(String text) {
        List<Roles.Stance> stances = new ArrayList<>();
        for (String line : text.split(",")) {
            List<String> words = List.of(line.trim().split(" "));
            int arrow = words.indexOf(">");
            Optional<Roles.Link> link = arrow < 0 ? Optional.empty() : Optional.of(link(words, words.get(arrow + 1)));
            stances.add(new Roles.Stance(
                    ServerId.parse(words.get(0)),
                    !words.contains("down"),
                    words.contains("rw"),
                    words.contains("tier"),
                    link));
        }
        return Roles.among(stances);
    }

    private static Roles.Link link(List<String> words, String followed) {
        Optional<ServerId> member =
                Optional.of(followed).filter(NAMES::contains).map(ServerId::parse);
        return new Roles.Link(followed + ":3306", member, !words.contains("stopped"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            one source with replicas                       | a rw, b ro > a, c ro > a                     | a |
            a source that is read-only for a while         | a ro, b ro > a                               | a |
            the source is silent                           | a down, b ro > a, c ro > a                   | a |
            a replica is silent                            | a rw, b down, c ro > a                       | a |
            a replica that is writable by mistake          | a rw, b rw > a, c ro > a                     | a |
            a ring                                         | a rw > b, b ro > a                           | a |
            a ring with a replica                          | a rw > b, b ro > a, c ro > a                 | a |
            a ring, the other way                          | a ro > b, b rw > a, c ro > b                 | b |
            the source of a ring is silent                 | a down, b ro > a, c ro > a                   | a |
            a replica of the read-only half of a ring      | a rw > b, b ro > a, c ro > b tier            | a | c
            three tiers                                    | a rw, b ro > a, c ro > b tier                | a | c
            three tiers, the source is silent              | a down, b ro > a, c ro > b tier              | a | c
            three tiers, the second tier is silent         | a rw, b down, c ro > b tier, d ro > a        | a | c
            four tiers                                     | a rw, b ro > a, c ro > b tier, d ro > c tier | a | c d
            every server may be of the third tier          | a rw tier, b ro > a tier, c ro > b tier      | a | c
            settings left from before a failover           | b rw > a stopped, a down, c ro > b           | b |
            settings left, the old source was taken out    | b rw > x stopped, c ro > b                   | b |
            """)
    void the_source_is_the_one_that_the_others_follow(String title, String servers, String source, String leftAlone) {
        Roles.Clear roles = assertInstanceOf(Roles.Clear.class, of(servers), title);
        assertEquals(ServerId.parse(source), roles.source(), title);
        List<ServerId> expected = leftAlone == null
                ? List.of()
                : List.of(leftAlone.split(" ")).stream().map(ServerId::parse).toList();
        assertEquals(expected, roles.leftAlone(), title);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a ring with two writable sources               | a rw > b, b rw > a                    | more than one source
            a ring where nobody may be written to          | a ro > b, b ro > a                    | no source is writable
            a ring in which the read-only half is silent   | a rw > b, b down, c ro > a            | not clear who is the source
            two sources                                    | a rw, b ro > a, c rw, d ro > c        | more than one source
            a source and a server beside it                | a rw, b ro > a, c rw                  | more than one source
            a third tier that nobody allowed               | a rw, b ro > a, c ro > b              | c follows b
            a writable second tier                         | a rw, b rw > a, c ro > b tier         | more than one source
            a failover was made half way                   | a down, b rw > a stopped, c ro > a    | more than one source
            two tiers are silent                           | a down, b down, c ro > b, d ro > a    | not clear who is the source
            no replica                                     | a rw, b rw                            | no server is a replica
            a wrong password everywhere                    | a down, b down                        | no server answers
            the replicas are silent                        | a rw, b down                          | none of the servers that answer
            a source that nobody knows                     | a ro > x, b ro > x                    | a follows x
            a source that itself follows somebody outside  | a rw > x, b ro > a                    | a follows x
            """)
    void what_is_not_clear_is_refused(String title, String servers, String expected) {
        Roles.Unclear unclear = assertInstanceOf(Roles.Unclear.class, of(servers), title);
        assertTrue(unclear.what().contains(expected), unclear.toString());
        assertTrue(!unclear.why().isEmpty() && !unclear.next().isEmpty(), unclear.toString());
    }

    /** Every cluster of three servers: the answer does not depend on their order, and one writable source at most is taken. */
    @Test
    void no_cluster_with_two_open_sources_is_ever_taken() {
        List<String> kinds = new ArrayList<>(List.of("down"));
        for (String open : List.of("rw", "ro")) {
            for (String link : List.of("", " > a", " > b", " > c", " > a stopped", " > b stopped", " > c stopped")) {
                kinds.add(open + link);
                kinds.add(open + link + " tier");
            }
        }
        int taken = 0;
        for (String a : kinds) {
            for (String b : kinds) {
                for (String c : kinds) {
                    boolean followsItself = a.contains("> a") || b.contains("> b") || c.contains("> c");
                    String text = "a " + a + ",b " + b + ",c " + c;
                    if (!followsItself && of(text) instanceof Roles.Clear clear) {
                        taken++;
                        assertEquals(clear.source(), source("c " + c + ",b " + b + ",a " + a), text);
                        assertTrue(!clear.leftAlone().contains(clear.source()), text);
                        assertTrue(unfollowedAndOpen(clear.source(), a, b, c) == 0, text + ": " + clear);
                    }
                }
            }
        }
        assertTrue(taken > 100, taken + " clusters were taken");
    }

    /** Servers beside the source that follow nobody, or are followed and writable: each of them would be another source. */
    private static long unfollowedAndOpen(ServerId source, String... kinds) {
        long count = 0;
        for (int i = 0; i < kinds.length; i++) {
            String name = NAMES.get(i);
            boolean isFollowed = List.of(kinds).stream().anyMatch(kind -> kind.contains("> " + name));
            boolean isAlone = !kinds[i].equals("down") && !kinds[i].contains(">");
            boolean isAnother = isAlone || (isFollowed && kinds[i].startsWith("rw"));
            count += isAnother && !source.host().equals(name) ? 1 : 0;
        }
        return count;
    }

    private static ServerId source(String text) {
        return assertInstanceOf(Roles.Clear.class, of(text), text).source();
    }
}
