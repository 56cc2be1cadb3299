package io.masterha.manager.app.failover;

import io.masterha.manager.execute.Journal;
import io.masterha.manager.execute.LossVerdict;
import io.masterha.manager.execute.Missing;
import io.masterha.manager.step.Facts;
import io.masterha.manager.topology.FormerSource;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What became of the transactions of servers that were promoted and are gone: they are part of the loss verdict. */
final class Heritage {
    private final Journal journal;
    private final List<FormerSource> formers;

    Heritage(Journal journal) {
        this.journal = journal;
        this.formers = PlanningAgain.formers(journal);
    }

    boolean isGone(ServerId id) {
        return formers.stream().anyMatch(former -> former.id().equals(id));
    }

    /** Why each of them is left out. */
    String reason(FormerSource former, ServerId newSource) {
        return "it was promoted at " + former.start() + " and is gone; " + fate(former, newSource);
    }

    List<FormerSource> formers() {
        return formers;
    }

    private boolean isInherited(ServerId newSource) {
        return journal.text(Facts.inheritedAt(newSource)).isPresent();
    }

    private String fate(FormerSource former, ServerId newSource) {
        if (former.transactions() == 0) {
            return "it had committed nothing";
        }
        if (former.transactions() == FormerSource.UNKNOWN) {
            return "what it had committed cannot be read";
        }
        return isInherited(newSource)
                ? "what it had committed was applied on " + newSource
                : "its " + former.transactions() + " transactions are on its disk only";
    }

    /** The verdict about the failed source, and worse if something of theirs is missing. */
    LossVerdict with(LossVerdict verdict, ServerId newSource) {
        List<String> words = new ArrayList<>();
        long count = 0;
        boolean isUnknown = verdict instanceof LossVerdict.Unknown;
        for (FormerSource former : formers) {
            boolean isKept = former.transactions() == 0 || (former.transactions() > 0 && isInherited(newSource));
            if (!isKept) {
                words.add(former.id() + ", which was promoted before: " + fate(former, newSource));
                isUnknown |= former.transactions() == FormerSource.UNKNOWN;
                count += Math.max(0, former.transactions());
            }
        }
        if (words.isEmpty()) {
            return verdict;
        }
        String told = String.join("; ", words) + "; of the failed source: " + verdict.sentence();
        if (isUnknown) {
            return new LossVerdict.Unknown(told);
        }
        Missing before = verdict instanceof LossVerdict.Bounded bounded
                ? bounded.missing()
                : Missing.nothingKnown(Duration.ZERO);
        return new LossVerdict.Bounded(
                told,
                new Missing(
                        before.gtids(),
                        before.from(),
                        before.to(),
                        before.transactions() + count,
                        before.bytes(),
                        before.unseen()));
    }
}
