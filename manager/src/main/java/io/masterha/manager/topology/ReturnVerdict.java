package io.masterha.manager.topology;

/** What a server that came back has, compared with the source. */
public sealed interface ReturnVerdict {
    /** One clause for the operator. */
    String sentence();

    /** Transactions of its own that it lacks and the source has; empty if there are none, or if nobody knows. */
    default String lostOwn() {
        return "";
    }

    /**
     * Nothing that the source lacks: it can follow.
     *
     * @param lostOwn transactions of its own that it lacks itself and the source has: its disk lost them, or is a copy of
     *     before; empty if there are none
     */
    record NothingMore(String how, String lostOwn) implements ReturnVerdict {
        /** One that has all that it wrote itself. */
        public NothingMore(String how) {
            this(how, "");
        }

        @Override
        public String sentence() {
            return "it has nothing that the source lacks: " + how
                    + (lostOwn.isEmpty() ? "" : "; it has lost some of its own: " + lostOwn);
        }
    }

    /**
     * Transactions that the source lacks.
     *
     * @param transactions GTIDs, or a stretch of its binary log
     * @param count how many; -1 if nobody knows
     * @param gtids the same as a set in the server's notation; empty if they are not known as one
     * @param common the set (MariaDB: position) that both have; empty if it is not known as one
     * @param lostOwn as in {@link NothingMore}
     */
    record More(String transactions, long count, String gtids, String common, String lostOwn) implements ReturnVerdict {
        /** Known by place only. */
        public More(String transactions, long count) {
            this(transactions, count, "", "", "");
        }

        @Override
        public String sentence() {
            return "it has " + (count < 0 ? "transactions" : count + " transactions") + " that the source lacks: "
                    + transactions;
        }
    }

    /** The source does not have any more what it lacks, so that it cannot follow. */
    record TooOld(String why) implements ReturnVerdict {
        @Override
        public String sentence() {
            return "it cannot follow: " + why;
        }
    }

    /** It cannot be said, so it must not follow. */
    record Unclear(String why) implements ReturnVerdict {
        @Override
        public String sentence() {
            return "its history cannot be compared with that of the source: " + why;
        }
    }
}
