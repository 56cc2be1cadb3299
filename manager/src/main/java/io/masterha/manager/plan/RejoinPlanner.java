package io.masterha.manager.plan;

import io.masterha.manager.step.BorrowServerId;
import io.masterha.manager.step.CloseReturned;
import io.masterha.manager.step.EndKeepingDown;
import io.masterha.manager.step.FetchOwn;
import io.masterha.manager.step.ForgetSource;
import io.masterha.manager.step.KeepOwn;
import io.masterha.manager.step.LikeTheOthers;
import io.masterha.manager.step.Repoint;
import io.masterha.manager.step.ResetHistory;
import io.masterha.manager.step.ReturnServerId;
import io.masterha.manager.step.RewindOwn;
import io.masterha.manager.step.Step;
import io.masterha.manager.topology.ServerId;
import java.util.ArrayList;
import java.util.List;

/** Makes the plan that brings a server back that was the source, or keeps it apart. */
public final class RejoinPlanner {
    private RejoinPlanner() {}

    public static Plan plan(RejoinOrder order) {
        ServerId server = order.server();
        List<Stage> stages = new ArrayList<>();
        add(stages, Phase.CLOSE_RETURNED, OnFailure.ABORT, new CloseReturned(server));
        switch (order.action()) {
            case QUARANTINE -> {
                if (isKnown(order)) {
                    add(stages, Phase.KEEP_OWN, OnFailure.CONTINUE, new KeepOwn(server, order.own(), order.file()));
                }
            }
            case REWIND -> {
                if (order.isReplica()) {
                    add(stages, Phase.REWIND_RETURNED, OnFailure.ABORT, new ForgetSource(server));
                }
                add(stages, Phase.REWIND_RETURNED, OnFailure.ABORT, new RewindOwn(server, order.own(), order.file()));
                add(stages, Phase.REWIND_RETURNED, OnFailure.ABORT, new ResetHistory(server));
                follow(stages, order);
            }
            case ATTACH -> follow(stages, order);
        }
        return new Plan(order.source(), stages);
    }

    private static boolean isKnown(RejoinOrder order) {
        return !order.own().from().isEmpty() || !order.own().exclude().isEmpty();
    }

    private static void follow(List<Stage> stages, RejoinOrder order) {
        ServerId server = order.server();
        boolean gtid = order.from().isEmpty();
        // A replica ignores what carries its own server_id, and it would never say so.
        boolean isShort = gtid && !order.lostOwn().isEmpty();
        if (isShort) {
            add(stages, Phase.FOLLOW_AGAIN, OnFailure.ABORT, new BorrowServerId(server, order.serverId()));
        }
        add(stages, Phase.FOLLOW_AGAIN, OnFailure.ABORT, new Repoint(server, order.source(), gtid));
        if (isShort) {
            add(stages, Phase.FOLLOW_AGAIN, OnFailure.ABORT, new FetchOwn(server, order.serverId(), order.lostOwn()));
            add(stages, Phase.FOLLOW_AGAIN, OnFailure.ABORT, new ReturnServerId(server, order.serverId()));
        }
        add(stages, Phase.LIKE_THE_OTHERS, OnFailure.CONTINUE, new LikeTheOthers(server, order.relayLogPurge()));
        if (!order.keptDownBy().isEmpty()) {
            add(stages, Phase.END_KEEPING_DOWN, OnFailure.CONTINUE, new EndKeepingDown(server, order.keptDownBy()));
        }
    }

    private static void add(List<Stage> stages, Phase phase, OnFailure onFailure, Step step) {
        stages.add(new Stage(phase, onFailure, List.of(step)));
    }
}
