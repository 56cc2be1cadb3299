package io.masterha.manager.plan;

import io.masterha.manager.step.ArriveAddress;
import io.masterha.manager.step.AwaitFinal;
import io.masterha.manager.step.BlockWrites;
import io.masterha.manager.step.CatchUpDelayed;
import io.masterha.manager.step.CloseAgain;
import io.masterha.manager.step.DrawNear;
import io.masterha.manager.step.EndPrivileged;
import io.masterha.manager.step.EndTransactions;
import io.masterha.manager.step.FinishArrival;
import io.masterha.manager.step.ForgetSource;
import io.masterha.manager.step.HaltReplication;
import io.masterha.manager.step.HaltRing;
import io.masterha.manager.step.KeepBlocked;
import io.masterha.manager.step.LeaveAddress;
import io.masterha.manager.step.OpenNewSource;
import io.masterha.manager.step.ReadFinal;
import io.masterha.manager.step.ReopenOldSource;
import io.masterha.manager.step.Repoint;
import io.masterha.manager.step.ResumeEvents;
import io.masterha.manager.step.ResumeReplication;
import io.masterha.manager.step.ResumeRing;
import io.masterha.manager.step.ReturnAddress;
import io.masterha.manager.step.Step;
import io.masterha.manager.step.StopEvents;
import io.masterha.manager.step.UnlockTables;
import io.masterha.manager.topology.Replica;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import java.util.ArrayList;
import java.util.List;

/** Turns a topology whose servers all live into the plans of a switchover: there, onward and back. */
public final class SwitchoverPlanner {
    private SwitchoverPlanner() {}

    public static SwitchoverPlans plan(Topology topology, SwitchoverOrder order) {
        ServerId old = topology.source().id();
        return new SwitchoverPlans(
                there(old, order), onward(topology, old, order), force(old, order), back(old, order));
    }

    private static Plan there(ServerId old, SwitchoverOrder order) {
        ServerId candidate = order.newSource();
        List<Stage> stages = new ArrayList<>();
        must(stages, Phase.DRAW_NEAR, new DrawNear(candidate, old));
        if (order.inRing()) {
            must(stages, Phase.DRAW_NEAR, new HaltRing(old));
        }
        if (order.endsTransactions().isPresent()) {
            must(
                    stages,
                    Phase.END_TRANSACTIONS,
                    new EndTransactions(old, order.endsTransactions().getAsLong()));
        }
        if (order.stopsEvents()) {
            must(stages, Phase.STOP_EVENTS, new StopEvents(old));
        }
        if (order.movesAddress()) {
            must(stages, Phase.LEAVE_ADDRESS, new LeaveAddress(old, candidate, order.oldFollows()));
        }
        must(stages, Phase.BLOCK, new BlockWrites(old, order.locksTables()));
        must(stages, Phase.READ_FINAL, new ReadFinal(old));
        must(stages, Phase.CATCH_UP, new AwaitFinal(candidate, old, false));
        List<Step> halts = new ArrayList<>(List.of(new HaltReplication(candidate)));
        if (order.locksTables()) {
            halts.add(new EndPrivileged(old));
        }
        stages.add(new Stage(Phase.HALT, OnFailure.ABORT, halts));
        if (order.movesAddress()) {
            must(
                    stages,
                    Phase.ARRIVE_ADDRESS,
                    new ArriveAddress(candidate, old, order.oldFollows(), order.locksTables()));
        }
        must(stages, Phase.OPEN, new OpenNewSource(candidate, old, order.locksTables()));
        return new Plan(candidate, stages);
    }

    private static Plan force(ServerId old, SwitchoverOrder order) {
        List<Stage> stages = new ArrayList<>();
        must(stages, Phase.KEEP_BLOCKED, new KeepBlocked(old, order.locksTables()));
        if (order.movesAddress()) {
            may(
                    stages,
                    Phase.ARRIVE_ADDRESS,
                    new ArriveAddress(order.newSource(), old, order.oldFollows(), order.locksTables()));
        }
        must(stages, Phase.OPEN, new OpenNewSource(order.newSource(), old, order.locksTables()));
        return new Plan(order.newSource(), stages);
    }

    /** The old source is looked at first; the lock on its tables is given back when nobody needs its log any more. */
    private static Plan onward(Topology topology, ServerId old, SwitchoverOrder order) {
        ServerId source = order.newSource();
        List<Step> awaits = new ArrayList<>();
        List<Step> follows = new ArrayList<>();
        for (Replica replica : topology.replicas()) {
            if (!replica.id().equals(source)) {
                // By GTID it fetches from the new source what it has not executed: a delayed one goes on as it is.
                if (!replica.isDelayed()) {
                    awaits.add(new AwaitFinal(replica.id(), old, !topology.gtid()));
                } else if (!topology.gtid()) {
                    awaits.add(new CatchUpDelayed(
                            replica.id(), old, topology.source().serverId()));
                }
                follows.add(new Repoint(replica.id(), source, topology.gtid()));
            }
        }
        List<Stage> stages = new ArrayList<>();
        List<Step> kept = new ArrayList<>(List.of(new KeepBlocked(old, order.locksTables())));
        if (order.movesAddress()) {
            kept.add(new FinishArrival(source, old, order.oldFollows()));
        }
        stages.add(new Stage(Phase.KEEP_BLOCKED, OnFailure.CONTINUE, kept));
        if (!awaits.isEmpty()) {
            stages.add(new Stage(Phase.OTHERS_CATCH_UP, OnFailure.LOSE_SERVER, awaits));
        }
        // By GTID nobody needs its log any more, and what it executes from now on nobody executes twice.
        boolean withTheOthers = topology.gtid() && !order.locksTables() && !follows.isEmpty();
        if (order.oldFollows() && withTheOthers) {
            follows.add(new Repoint(old, source, true));
        }
        if (!follows.isEmpty()) {
            stages.add(new Stage(Phase.OTHERS_FOLLOW, OnFailure.LOSE_SERVER, follows));
        }
        if (order.locksTables()) {
            stages.add(new Stage(Phase.UNLOCK, OnFailure.CONTINUE, List.of(new UnlockTables(old))));
        }
        if (order.forgetsSource()) {
            stages.add(new Stage(Phase.CLEANUP, OnFailure.CONTINUE, List.of(new ForgetSource(source))));
        }
        if (order.oldFollows() && !withTheOthers) {
            stages.add(
                    new Stage(Phase.REJOIN, OnFailure.LOSE_SERVER, List.of(new Repoint(old, source, topology.gtid()))));
        }
        if (order.inRing() && !order.oldFollows()) {
            may(stages, Phase.REJOIN, new ResumeRing(old));
        }
        return new Plan(source, stages);
    }

    /** Writes first: the address and the rest come when clients can write again. */
    private static Plan back(ServerId old, SwitchoverOrder order) {
        ServerId candidate = order.newSource();
        List<Stage> stages = new ArrayList<>();
        must(stages, Phase.CLOSE_AGAIN, new CloseAgain(candidate, old));
        if (!order.wasReadOnly()) {
            must(stages, Phase.REOPEN, new ReopenOldSource(old));
        } else if (order.locksTables()) {
            must(stages, Phase.REOPEN, new UnlockTables(old));
        }
        if (order.movesAddress()) {
            may(stages, Phase.RETURN_ADDRESS, new ReturnAddress(old, candidate));
        }
        if (order.stopsEvents()) {
            may(stages, Phase.RESUME, new ResumeEvents(old));
        }
        may(stages, Phase.RESUME, new ResumeReplication(candidate));
        if (order.inRing()) {
            may(stages, Phase.RESUME, new ResumeRing(old));
        }
        return new Plan(old, stages);
    }

    private static void must(List<Stage> stages, Phase phase, Step step) {
        stages.add(new Stage(phase, OnFailure.ABORT, List.of(step)));
    }

    private static void may(List<Stage> stages, Phase phase, Step step) {
        stages.add(new Stage(phase, OnFailure.CONTINUE, List.of(step)));
    }
}
