package io.masterha.manager.adapter.ssh;

/** The last lines of what a remote command printed; filled by the session's thread, read by another. */
final class Transcript {
    private final int mostChars;
    private final StringBuilder text = new StringBuilder();

    Transcript(int mostChars) {
        this.mostChars = mostChars;
    }

    synchronized void add(String line) {
        text.append(line).append('\n');
        if (text.length() > mostChars) {
            text.delete(0, text.length() - mostChars);
        }
    }

    synchronized String text() {
        return text.toString();
    }
}
