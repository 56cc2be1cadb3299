package io.masterha.manager.adapter.jdbc;

import java.util.ArrayList;
import java.util.List;

/** Collects the clauses of a CHANGE statement, each also in a form without secrets. */
final class ChangeClauses {
    private final String prefix;
    private final List<String> clauses = new ArrayList<>();
    private final List<String> shown = new ArrayList<>();

    /** @param prefix {@code SOURCE_} or {@code MASTER_}, put before each name */
    ChangeClauses(String prefix) {
        this.prefix = prefix;
    }

    void text(String name, String value) {
        plain(prefix + name, Dialect.literal(value));
    }

    void number(String name, long value) {
        plain(prefix + name, String.valueOf(value));
    }

    void word(String name, String value) {
        plain(prefix + name, value);
    }

    void secret(String name, String value) {
        clauses.add(prefix + name + " = " + Dialect.literal(value));
        shown.add(prefix + name + " = '***'");
    }

    /** A clause whose name has no prefix or carries it elsewhere. */
    void plain(String name, String value) {
        clauses.add(name + " = " + value);
        shown.add(name + " = " + value);
    }

    SqlCommand command(String verb, String end) {
        return SqlCommand.masked(verb + String.join(", ", clauses) + end, verb + String.join(", ", shown) + end);
    }
}
