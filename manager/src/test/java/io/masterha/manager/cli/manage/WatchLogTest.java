package io.masterha.manager.cli.manage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.detect.MonitorState;
import io.masterha.manager.port.Story;
import io.masterha.manager.topology.ServerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** MHA's lines while watching. */
class WatchLogTest {
    private final List<String> told = new ArrayList<>();
    private final WatchLog log = new WatchLog(
            new Story() {
                @Override
                public void tell(String word, Optional<ServerId> server, String sentence) {
                    told.add(sentence);
                }

                @Override
                public void warn(String word, Optional<ServerId> server, String sentence) {
                    told.add(sentence);
                }
            },
            "SELECT");

    private void look(MonitorState... states) {
        for (MonitorState state : states) {
            log.tell(state, new ServerId("db1", 3306));
        }
    }

    @Test
    void a_ping_that_succeeds_is_told_once_and_failures_are_counted_from_one_again() {
        look(MonitorState.WATCHING, MonitorState.WATCHING, MonitorState.SUSPECTING, MonitorState.WATCHING);
        look(MonitorState.SUSPECTING, MonitorState.CONFIRMING, MonitorState.DEAD);
        assertEquals(
                List.of(
                        "Ping(SELECT) succeeded, waiting until MySQL doesn't respond..",
                        "Connection failed 1 time(s)..",
                        "Ping(SELECT) succeeded, waiting until MySQL doesn't respond..",
                        "Connection failed 1 time(s)..",
                        "Connection failed 2 time(s)..",
                        "Connection failed 3 time(s)..",
                        "Master is down!"),
                told);
    }

    @Test
    void a_long_suspicion_does_not_fill_the_log() {
        for (int i = 0; i < 1000; i++) {
            look(MonitorState.SUSPECTING);
        }
        assertTrue(told.size() < 110, told.size() + " lines");
    }
}
