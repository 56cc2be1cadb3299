package io.masterha.node.cli;

/**
 * What a command found or did.
 *
 * @param record goes into the reply
 * @param sentence the same for people
 * @param exitCode how the command ends
 */
record Answer(Object record, String sentence, int exitCode) {}
