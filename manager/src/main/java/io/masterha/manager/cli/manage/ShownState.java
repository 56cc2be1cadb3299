package io.masterha.manager.cli.manage;

import io.masterha.binlog.Problem;
import io.masterha.manager.cli.workdir.StatusFile;
import io.masterha.manager.config.ClusterConfig;
import io.masterha.manager.detect.MonitorState;
import io.masterha.manager.port.Story;
import io.masterha.manager.topology.ServerId;
import java.nio.file.Path;
import java.util.Optional;

/** What onlookers see of a manager: its status file, and the log lines that people search for. */
final class ShownState {
    private final StatusFile status;
    private final WatchLog watchLog;
    private final Story story;
    private boolean isStatusShown = true;

    ShownState(ClusterConfig config, Path workdir, Story story) {
        this.status = new StatusFile(workdir, config.application());
        this.watchLog = new WatchLog(story, config.settings().pingType());
        this.story = story;
    }

    /** One look at the source led to this state. */
    void saw(MonitorState state, ServerId source) {
        StatusFile.State shown =
                switch (state) {
                    case WATCHING -> StatusFile.State.PING_OK;
                    case SUSPECTING, CONFIRMING -> StatusFile.State.PING_FAILING;
                    case DEAD -> StatusFile.State.PING_FAILED;
                };
        show(shown, source.host());
        watchLog.tell(state, source);
    }

    /** The status file is for onlookers: a disk that is full ends neither the watching nor a failover. */
    void show(StatusFile.State state, String source) {
        try {
            status.write(state, source);
            isStatusShown = true;
        } catch (Problem problem) {
            if (isStatusShown) {
                story.warn("status", Optional.empty(), "it is not shown any more: " + problem.sentence());
            }
            isStatusShown = false;
        }
    }

    void remove() {
        status.remove();
    }
}
