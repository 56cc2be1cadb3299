package io.masterha.manager.cli.manage;

import io.masterha.manager.detect.MonitorState;
import io.masterha.manager.port.Story;
import io.masterha.manager.report.LogMarkers;
import io.masterha.manager.topology.ServerId;
import java.util.Optional;

/** Says while watching, beside the reasons that the monitor gives, the lines of MHA's log that people grep for. */
final class WatchLog {
    private final Story story;
    private final String pingType;
    private Optional<MonitorState> last = Optional.empty();
    private int missed;

    WatchLog(Story story, String pingType) {
        this.story = story;
        this.pingType = pingType;
    }

    /** One look at the source led to this state. */
    void tell(MonitorState state, ServerId source) {
        switch (state) {
            case WATCHING -> {
                missed = 0;
                if (!last.equals(Optional.of(state))) {
                    story.tell("watch", Optional.of(source), LogMarkers.answers(pingType));
                }
            }
            case SUSPECTING, CONFIRMING -> miss(source);
            case DEAD -> {
                miss(source);
                story.warn("watch", Optional.of(source), LogMarkers.SOURCE_DEAD);
            }
        }
        last = Optional.of(state);
    }

    /** A long suspicion has two looks a second: every tenth is enough. */
    private void miss(ServerId source) {
        missed++;
        if (missed <= 4 || missed % 10 == 0) {
            story.warn("watch", Optional.of(source), LogMarkers.missed(missed));
        }
    }
}
