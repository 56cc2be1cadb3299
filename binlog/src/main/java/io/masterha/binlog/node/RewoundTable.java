package io.masterha.binlog.node;

/**
 * How many row changes of one table were undone: inserted rows deleted, updated ones put back, deleted ones inserted.
 *
 * @param name {@code database.table}
 */
public record RewoundTable(String name, long inserted, long updated, long deleted) {}
