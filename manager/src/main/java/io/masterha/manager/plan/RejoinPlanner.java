package io.masterha.manager.plan;

import io.masterha.manager.step.CloseReturned;
import io.masterha.manager.step.EndKeepingDown;
import io.masterha.manager.step.LikeTheOthers;
import io.masterha.manager.step.Repoint;
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
        if (order.action() != RejoinOrder.Action.QUARANTINE) {
            add(
                    stages,
                    Phase.FOLLOW_AGAIN,
                    OnFailure.ABORT,
                    new Repoint(server, order.source(), order.from().isEmpty()));
            add(stages, Phase.LIKE_THE_OTHERS, OnFailure.CONTINUE, new LikeTheOthers(server, order.relayLogPurge()));
            if (!order.keptDownBy().isEmpty()) {
                add(stages, Phase.END_KEEPING_DOWN, OnFailure.CONTINUE, new EndKeepingDown(server, order.keptDownBy()));
            }
        }
        return new Plan(order.source(), stages);
    }

    private static void add(List<Stage> stages, Phase phase, OnFailure onFailure, Step step) {
        stages.add(new Stage(phase, onFailure, List.of(step)));
    }
}
