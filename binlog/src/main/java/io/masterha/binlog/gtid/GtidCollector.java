package io.masterha.binlog.gtid;

import java.util.LinkedHashMap;
import java.util.Map;

/** Gathers the GTIDs of millions of transactions that come mostly in order, without a new set for each. */
public final class GtidCollector {
    private static final class Run {
        private long first;
        private long last;
    }

    private record Key(String source, String tag) {
        boolean isOf(Gtid.Mysql gtid) {
            return source.equals(gtid.source()) && tag.equals(gtid.tag());
        }
    }

    private final Map<Key, Run> runs = new LinkedHashMap<>();
    private Run latest = new Run();
    private Key latestKey = new Key("", "");
    private GtidSet set = MysqlGtidSet.EMPTY;

    public void add(Gtid gtid) {
        if (gtid instanceof Gtid.Mariadb) {
            set = set.isEmpty() ? MariadbGtidSet.EMPTY.with(gtid) : set.with(gtid);
        } else if (gtid instanceof Gtid.Mysql mysql) {
            if (latest.last != 0 && latest.last + 1 == mysql.number() && latestKey.isOf(mysql)) {
                latest.last++;
                return;
            }
            Key key = new Key(mysql.source(), mysql.tag());
            Run run = runs.computeIfAbsent(key, any -> new Run());
            latest = run;
            latestKey = key;
            if (run.first == 0 || run.last + 1 != mysql.number()) {
                flush(key, run);
                run.first = mysql.number();
            }
            run.last = mysql.number();
        }
    }

    public GtidSet toSet() {
        runs.forEach(this::flush);
        runs.clear();
        latest = new Run();
        return set;
    }

    private void flush(Key key, Run run) {
        if (run.first > 0) {
            set = set.union(MysqlGtidSet.of(key.source(), key.tag(), run.first, run.last));
        }
    }
}
