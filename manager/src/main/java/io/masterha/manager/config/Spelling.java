package io.masterha.manager.config;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds the word that somebody meant who wrote another one. */
public final class Spelling {
    private static final int FAR = 3;

    private Spelling() {}

    /** The nearest of the words; empty if none is near. */
    public static Optional<String> nearest(String written, List<String> words) {
        return words.stream()
                .filter(word -> distance(written, word) < Math.min(FAR, word.length()))
                .min(Comparator.comparingInt(word -> distance(written, word)));
    }

    /** How many letters have to be added, dropped or exchanged (Levenshtein). */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int exchanged = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(exchanged, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
