package io.masterha.manager.report;

import java.util.List;

/**
 * Where an operation stands and what becomes of it.
 *
 * @param about one sentence: which operation, and how far it is
 * @param journal where its journal is; empty if there is none
 * @param gates what it has to pass, in order
 * @param done what was done, in order, each with its time
 * @param left steps that are left, in order
 * @param next what the next manager will do, or what a human has to do, each with its reason
 */
public record Explanation(
        String about, String journal, List<Gate> gates, List<String> done, List<String> left, List<String> next) {
    public Explanation {
        gates = List.copyOf(gates);
        done = List.copyOf(done);
        left = List.copyOf(left);
        next = List.copyOf(next);
    }
}
