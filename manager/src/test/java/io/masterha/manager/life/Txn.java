package io.masterha.manager.life;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** One transaction: the server that a client wrote it to, and its number there. It is three events long in every log. */
record Txn(int origin, int number) {
    static final int EVENTS = 3;

    /** A list of transactions as the server prints it in {@code gtid_executed}. */
    static String gtids(List<Txn> transactions) {
        Map<Integer, TreeSet<Integer>> numbers = new TreeMap<>();
        transactions.forEach(
                t -> numbers.computeIfAbsent(t.origin, o -> new TreeSet<>()).add(t.number));
        return numbers.entrySet().stream()
                .map(e -> "00000000-0000-0000-0000-%012d:".formatted(e.getKey()) + intervals(e.getValue()))
                .collect(Collectors.joining(","));
    }

    private static String intervals(TreeSet<Integer> numbers) {
        StringBuilder text = new StringBuilder();
        int first = numbers.first();
        int last = first;
        for (int number : numbers.tailSet(first, false)) {
            if (number > last + 1) {
                text.append(first).append('-').append(last).append(':');
                first = number;
            }
            last = number;
        }
        return text.append(first).append('-').append(last).toString();
    }
}
