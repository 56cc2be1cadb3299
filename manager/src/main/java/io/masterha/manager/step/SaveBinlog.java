package io.masterha.manager.step;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.port.HostSight;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Saves the failed source's binary log from where the replicas stop to its last complete transaction.
 *
 * <p>What is on a disk that can be read has to be had: a full disk, a missing program or a hanging command is no reason to
 * promote without it. A host that is gone is one, and so is a log that nobody can read.
 */
public record SaveBinlog(ServerId server, BinlogPosition from) implements Step {
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);
    private static final List<String> NO_PLACE =
            List.of("no space left", "read-only file system", "disk quota", "it cannot be written");

    /** What the node command says of a log that holds nothing more, or nothing that anybody can read. */
    private static final Set<String> UNREADABLE = Set.of(
            "LOG_DAMAGED",
            "LOG_ENCRYPTED",
            "LOG_NOT_A_BINLOG",
            "LOG_UNREADABLE",
            "POSITION_NOT_FOUND",
            "POSITION_INSIDE_EVENT");

    @Override
    public String title() {
        return "save binlog of " + server + " from " + from;
    }

    @Override
    public boolean isDone(StepContext context) {
        return context.facts().savedLog(Facts.TAIL).isPresent();
    }

    @Override
    public String run(StepContext context) {
        SavedLog log = save(context);
        context.facts().put(Facts.TAIL, log);
        return LogText.describe(log)
                + (log.path().startsWith("manager:") ? "; read from here, as its host could not save it" : "")
                + (log.cut().isEmpty() ? "" : "; cut off: " + log.cut());
    }

    /** Twice, if need be: neither a broken connection nor a missing program may cost what nobody else has. */
    private SavedLog save(StepContext context) {
        try {
            return context.nodes().saveBinlog(server, from);
        } catch (Problem first) {
            if (isUnreadable(first)) {
                throw outOfReach(context, first);
            }
            return hasNoPlace(first) ? fetched(context, first) : again(context);
        }
    }

    /** Where a full or read-only disk keeps the log from being saved beside itself it is read from here. */
    private static boolean hasNoPlace(Problem problem) {
        String text = problem.sentence().toLowerCase(Locale.ROOT);
        return NO_PLACE.stream().anyMatch(text::contains);
    }

    /** The host's files are read; nothing more is asked of it. */
    private SavedLog fetched(StepContext context, Problem before) {
        try {
            return context.nodes().fetchBinlog(server, from);
        } catch (Problem last) {
            HostSight sight = context.hosts().look(server, context.limits().sshLook());
            if (isUnreadable(last) || sight.kind() == HostSight.Kind.NO_ANSWER) {
                throw outOfReach(context, last);
            }
            throw Problem.of(StepError.LOG_MISSING, server + ": its binlog from " + from + " on could not be saved")
                    .why(before.getMessage() + "; nor could it be read from here: " + last.getMessage()
                            + "; its host answers, so what nobody else has may be there")
                    .next((before.next().isEmpty() ? "mend that" : before.next())
                            + ", then masterha-manager --conf=FILE --ignore_last_failover; with"
                            + " --skip_save_master_binlog it goes on without, and what is only there is lost");
        }
    }

    private SavedLog again(StepContext context) {
        context.time().sleep(AGAIN_AFTER);
        try {
            context.nodes().prepare(server);
            return context.nodes().saveBinlog(server, from);
        } catch (Problem second) {
            HostSight sight = context.hosts().look(server, context.limits().sshLook());
            if (isUnreadable(second) || sight.kind() == HostSight.Kind.NO_ANSWER) {
                throw outOfReach(context, second);
            }
            return fetched(context, second);
        }
    }

    private static boolean isUnreadable(Problem problem) {
        return UNREADABLE.contains(problem.code().name()) && !problem.why().startsWith("AccessDenied");
    }

    private static Problem outOfReach(StepContext context, Problem problem) {
        context.facts().put(Facts.TAIL_MISSING, problem.what() + (problem.why().isEmpty() ? "" : ": " + problem.why()));
        return Problem.of(StepError.OUT_OF_REACH, problem.what())
                .why(problem.why())
                .next(problem.next())
                .causedBy(problem);
    }
}
