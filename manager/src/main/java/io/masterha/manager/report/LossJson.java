package io.masterha.manager.report;

import io.masterha.binlog.BinlogPosition;
import io.masterha.manager.execute.LossVerdict;
import io.masterha.manager.execute.Missing;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The loss verdict for programs: always the same keys; what is not known is empty or -1. */
final class LossJson {
    private LossJson() {}

    static Map<String, Object> of(Optional<LossVerdict> verdict) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("verdict", verdict.map(LossVerdict::word).orElse(""));
        json.put("sentence", verdict.map(LossVerdict::sentence).orElse(""));
        verdict.filter(LossVerdict.Bounded.class::isInstance)
                .map(bounded -> ((LossVerdict.Bounded) bounded).missing())
                .ifPresent(missing -> json.put("missing", missing(missing)));
        return json;
    }

    private static Map<String, Object> missing(Missing missing) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("gtids", missing.gtids());
        json.put("from", missing.from().map(BinlogPosition::toString).orElse(""));
        json.put("to", missing.to().map(BinlogPosition::toString).orElse(""));
        json.put("transactions", missing.transactions());
        json.put("bytes", missing.bytes());
        json.put("unseenMillis", missing.unseen().toMillis());
        return json;
    }
}
