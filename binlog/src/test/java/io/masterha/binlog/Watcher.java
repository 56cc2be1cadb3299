package io.masterha.binlog;

import java.util.ArrayList;
import java.util.List;

/** Writes down what it is told while long files are read. */
public final class Watcher implements Reading {
    public final List<String> works = new ArrayList<>();
    public long announced;
    public long told;
    public long transactions;

    @Override
    public void begin(String what, long bytes) {
        begin(what, bytes, 0);
    }

    @Override
    public void begin(String what, long bytes, long transactionsInAll) {
        works.add(transactionsInAll == 0 ? what : what + " " + transactionsInAll + " transactions");
        announced += bytes;
    }

    @Override
    public void read(long bytes) {
        told += bytes;
    }

    @Override
    public void transactions(long all) {
        transactions = all;
    }
}
