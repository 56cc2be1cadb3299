package io.masterha.manager.adapter.ssh;

/**
 * How a remote command ended.
 *
 * @param exitCode its exit code
 * @param out standard output
 * @param err the last lines of standard error
 */
record ExecResult(int exitCode, String out, String err) {}
