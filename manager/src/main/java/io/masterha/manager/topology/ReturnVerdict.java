package io.masterha.manager.topology;

/** What a server that came back has, compared with the source. */
public sealed interface ReturnVerdict {
    /** One clause for the operator. */
    String sentence();

    /** Nothing that the source lacks: it can follow. */
    record NothingMore(String how) implements ReturnVerdict {
        @Override
        public String sentence() {
            return "it has nothing that the source lacks: " + how;
        }
    }

    /**
     * Transactions that the source lacks.
     *
     * @param transactions GTIDs, or a stretch of its binary log
     * @param count how many; -1 if nobody knows
     */
    record More(String transactions, long count) implements ReturnVerdict {
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
