package dev.carnet.auth.client;

import dev.carnet.auth.protocol.Limits;
import java.text.Normalizer;
import java.util.Set;

/// The name a stranger gives itself, made fit to be shown: one line, bounded, without control,
/// format, surrogate or private characters, so that nothing turns the page's text around or breaks
/// out of its place. It stays a claim: pages show the redirect host beside it.
public final class ClientName {

    /// Letters, marks, digits, punctuation, plain symbols: what a name is made of.
    private static final Set<Integer> REFUSED_TYPES =
            Set.of(
                    (int) Character.CONTROL,
                    (int) Character.FORMAT,
                    (int) Character.SURROGATE,
                    (int) Character.PRIVATE_USE,
                    (int) Character.UNASSIGNED,
                    (int) Character.LINE_SEPARATOR,
                    (int) Character.PARAGRAPH_SEPARATOR);

    private static final String MARKUP = "<>\"`";

    private ClientName() {}

    /// The name as it is stored and shown; `fallback` when nothing is left of it.
    public static String clean(String claimed, String fallback) {
        // Ten times what is kept: longer input is cut before any work is done on it.
        String bounded =
                claimed.substring(0, Math.min(claimed.length(), 10 * Limits.NAME_CODE_POINTS));
        var kept = new StringBuilder();
        Normalizer.normalize(bounded, Normalizer.Form.NFC)
                .codePoints()
                .map(point -> Character.isWhitespace(point) ? ' ' : point)
                .filter(ClientName::showable)
                .limit(Limits.NAME_CODE_POINTS)
                .forEach(kept::appendCodePoint);
        String name = kept.toString().strip().replaceAll(" +", " ");
        return name.isEmpty() ? fallback : name;
    }

    private static boolean showable(int point) {
        return !REFUSED_TYPES.contains(Character.getType(point)) && MARKUP.indexOf(point) < 0;
    }
}
