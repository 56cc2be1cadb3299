package io.masterha.manager.app.check;

import io.masterha.manager.plan.Candidates;
import io.masterha.manager.plan.ElectionPolicy;
import io.masterha.manager.topology.Topology;
import java.util.Optional;

/** At least one replica could become the source; why the others could not is said before the night it matters. */
final class CandidatesCheck implements Check {
    private final ElectionPolicy policy;

    CandidatesCheck(ElectionPolicy policy) {
        this.policy = policy;
    }

    @Override
    public void look(Seen seen, Found found) {
        Optional<Topology> topology =
                seen.topology().filter(t -> !t.replicas().isEmpty()).map(Topology::withoutSets);
        if (topology.isEmpty()) {
            return;
        }
        Candidates.Ranking ranking = Candidates.rank(topology.get(), policy);
        if (ranking.winner().isEmpty()) {
            found.problem(
                    "no replica could become the source",
                    String.join(
                            " | ",
                            ranking.rejected().stream().map(Object::toString).toList()),
                    "mend one of the reasons");
            return;
        }
        ranking.rejected().stream()
                .filter(r -> topology.get().replica(r.server()).isPresent())
                .forEach(r -> found.fact(r.server() + ": cannot become the source: " + String.join("; ", r.reasons())));
        found.fact("if " + topology.get().source().id() + " died now, "
                + ranking.winner().get().id() + " would become the source: " + ranking.because());
    }
}
