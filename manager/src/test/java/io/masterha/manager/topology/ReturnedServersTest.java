package io.masterha.manager.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.topology.ReturnedServers.Word;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReturnedServersTest {
    private static final ServerId S1 = new ServerId("s1", 3306);
    private static final ServerId S2 = new ServerId("s2", 3306);
    private static final ServerId S3 = new ServerId("s3", 3306);

    private static Word alone(ServerId id, boolean writable) {
        return new Word(id, writable, false, Optional.empty(), false, false, false, "");
    }

    private static Word replica(ServerId id, ServerId of) {
        return new Word(id, false, false, Optional.of(of), true, true, true, "");
    }

    private static List<String> kinds(List<Word> words, ServerId source) {
        return ReturnedServers.among(words, source).stream()
                .map(r -> r.id() + " " + r.kind())
                .toList();
    }

    @Test
    void by_the_journal_the_server_that_took_over_is_the_source_though_the_old_one_takes_writes_too() {
        List<Word> words = List.of(alone(S1, true), alone(S2, true), replica(S3, S2));
        assertEquals(
                Optional.of(S2), ReturnedServers.source(words, Optional.of(S2)).source());
        assertEquals(List.of("s1 BESIDE"), kinds(words, S2));
    }

    @Test
    void without_replicas_only_a_journal_tells_two_sources_apart() {
        List<Word> words = List.of(alone(S1, true), alone(S2, true));
        assertEquals(
                Optional.of(S2), ReturnedServers.source(words, Optional.of(S2)).source());
        assertEquals(
                Optional.empty(),
                ReturnedServers.source(words, Optional.empty()).source());
    }

    @Test
    void a_journal_that_the_replicas_contradict_is_not_believed() {
        List<Word> words = List.of(alone(S1, true), alone(S2, false), replica(S3, S1));
        assertEquals(
                Optional.empty(), ReturnedServers.source(words, Optional.of(S2)).source());
    }

    @Test
    void a_source_that_took_over_and_does_not_answer_is_no_reason_to_close_the_old_one() {
        List<Word> words = List.of(alone(S1, true), replica(S3, S2));
        assertEquals(
                Optional.empty(), ReturnedServers.source(words, Optional.of(S2)).source());
    }

    @Test
    void without_a_journal_the_one_that_is_followed_and_writable_is_the_source() {
        List<Word> words = List.of(alone(S1, true), alone(S2, true), replica(S3, S2));
        ReturnedServers.SourceNow now = ReturnedServers.source(words, Optional.empty());
        assertEquals(Optional.of(S2), now.source());
        assertFalse(now.proved());
        List<Word> closed = List.of(alone(S1, true), alone(S2, false), replica(S3, S2));
        assertEquals(
                Optional.empty(),
                ReturnedServers.source(closed, Optional.empty()).source());
    }

    @Test
    void a_replica_of_the_old_source_is_astray_and_those_of_the_new_one_are_where_they_belong() {
        List<Word> words = List.of(alone(S1, true), alone(S2, true), replica(S3, S1));
        assertEquals(List.of("s1 BESIDE", "s3 ASTRAY"), kinds(words, S2));
    }

    @Test
    void a_replica_that_has_more_than_its_source_is_ahead() {
        Word ahead = new Word(
                S3,
                false,
                false,
                Optional.of(S2),
                true,
                false,
                true,
                "1236: Got fatal error 1236 from source when reading data from binary log: 'Client requested source to"
                        + " start replication from position > file size'");
        assertEquals(List.of("s3 AHEAD"), kinds(List.of(alone(S2, true), ahead), S2));
    }

    @Test
    void a_source_that_refuses_all_its_replicas_is_the_source_nevertheless() {
        String refused = "13114: Got fatal error 1236: 'Replica has more GTIDs than the source has'";
        Word s2 = new Word(S2, false, false, Optional.of(S1), true, false, false, refused);
        Word s3 = new Word(S3, false, false, Optional.of(S1), true, false, false, refused);
        List<Word> words = List.of(alone(S1, true), s2, s3);
        assertEquals(
                Optional.of(S1), ReturnedServers.source(words, Optional.empty()).source());
        assertEquals(List.of("s2 AHEAD", "s3 AHEAD"), kinds(words, S1));
    }

    @Test
    void the_words_of_servers_for_a_shorter_source_are_known_and_other_errors_are_not() {
        assertTrue(ShorterSource.isSaidBy("1236: Got fatal error 1236 from source when reading data from binary log:"
                + " 'Replica has more GTIDs than the source has, using the source's SERVER_UUID.'"));
        assertTrue(
                ShorterSource.isSaidBy(
                        "1236: Got fatal error 1236 from master when reading data from binary log:"
                                + " 'Error: connecting slave requested to start from GTID 0-1-18, which is not in the master's binlog'"));
        assertTrue(ShorterSource.isSaidBy(
                "1236: 'Client requested master to start replication from impossible" + " position'"));
        assertFalse(ShorterSource.isSaidBy("2003: error connecting to source 'repl@10.0.0.1:3306'"));
        assertFalse(ShorterSource.isSaidBy("1236: 'Could not find first log file name in binary log index file'"));
    }
}
