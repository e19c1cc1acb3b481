package dev.carnet.auth.policy;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A domain name, and everything below it. Compared label by label from the right (V28):
/// `claude.ai` covers `app.claude.ai`, and neither `notclaude.ai` nor `claude.ai.example`.
///
/// @param labels in lower case, in the order they are written
record Domain(List<String> labels) {

    /// The domain that stands for every spelling of a person's own machine.
    static final String LOOPBACK = "localhost";

    private static final int CHARACTERS = 253;
    private static final int LABEL_CHARACTERS = 63;

    /// The domain of that name (RFC 1123 §2.1; other alphabets in their ASCII form), if it is one.
    static Optional<Domain> of(String name) {
        List<String> labels = labels(name);
        boolean named = labels.stream().allMatch(Domain::isLabel);
        return named && name.length() <= CHARACTERS && !isNumber(labels.getLast())
                ? Optional.of(new Domain(labels))
                : Optional.empty();
    }

    /// Whether that host is this domain or lies in it.
    boolean covers(String host) {
        List<String> of = labels(host);
        int below = of.size() - labels.size();
        return below >= 0 && of.subList(below, of.size()).equals(labels);
    }

    String name() {
        return String.join(".", labels);
    }

    private static List<String> labels(String name) {
        return List.of(name.toLowerCase(Locale.ROOT).split("\\.", -1));
    }

    private static boolean isLabel(String label) {
        return !label.isEmpty()
                && label.length() <= LABEL_CHARACTERS
                && !label.startsWith("-")
                && !label.endsWith("-")
                && label.chars().allMatch(Domain::isLetterDigitOrHyphen);
    }

    private static boolean isLetterDigitOrHyphen(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    }

    /// An address is no domain: its parts count from the left.
    private static boolean isNumber(String label) {
        return label.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
