package io.masterha.manager.adapter.ssh;

/** What the newest attempt at a command printed; an earlier one, which may have run after all, is not listened to. */
final class Heard {
    private final int outChars;
    private final int errChars;
    private volatile Attempt newest;

    /** One attempt's standard output and standard error. */
    record Attempt(Transcript out, Transcript err) {}

    Heard(int outChars, int errChars) {
        this.outChars = outChars;
        this.errChars = errChars;
        this.newest = new Attempt(new Transcript(outChars), new Transcript(errChars));
    }

    /** A new attempt begins. */
    Attempt anew() {
        Attempt attempt = new Attempt(new Transcript(outChars), new Transcript(errChars));
        newest = attempt;
        return attempt;
    }

    String out() {
        return newest.out().text();
    }

    String err() {
        return newest.err().text();
    }
}
