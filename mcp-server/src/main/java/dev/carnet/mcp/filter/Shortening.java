package dev.carnet.mcp.filter;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What becomes of the texts of a result that is too long.
sealed interface Shortening {

    /// What a mark and the form around it take at most.
    int MARK = 120;

    /// What stays of a text.
    String text(String text);

    /// What is said in the place of data; empty if they stay.
    Optional<String> data(String data);

    /// How long the longest may be, so that everything becomes as much shorter as it has to; empty
    /// if no length is short enough.
    ///
    /// @param spare what is left over, negative for what is too much
    static Optional<Integer> longest(List<Integer> lengths, long spare) {
        if (spare >= 0) {
            return Optional.of(Integer.MAX_VALUE);
        }
        long room = lengths.stream().mapToLong(Integer::longValue).sum() + spare;
        int least = MARK;
        if (sum(lengths, least) > room) {
            return Optional.empty();
        }
        int most = lengths.stream().mapToInt(Integer::intValue).max().orElse(least);
        while (least < most) {
            int middle = least + (most - least + 1) / 2;
            if (sum(lengths, middle) <= room) {
                least = middle;
            } else {
                most = middle - 1;
            }
        }
        return Optional.of(least);
    }

    private static long sum(List<Integer> lengths, int longest) {
        return lengths.stream().mapToLong(length -> Math.min(length, longest)).sum();
    }

    private static int length(String text) {
        return TextNode.valueOf(text).toString().length() - 2;
    }

    /// Nothing; only how long they are, as JSON, is noted.
    record Measuring(List<Integer> lengths) implements Shortening {

        Measuring() {
            this(new ArrayList<>());
        }

        @Override
        public String text(String text) {
            lengths.add(length(text));
            return text;
        }

        @Override
        public Optional<String> data(String data) {
            lengths.add(data.length());
            return Optional.empty();
        }
    }

    /// None is longer than that, with its mark, as JSON.
    record To(int longest) implements Shortening {

        @Override
        public String text(String text) {
            if (length(text) <= longest) {
                return text;
            }
            int end = end(text);
            return text.substring(0, end)
                    + "… [cut: %d characters left out by a filter of this workspace]"
                            .formatted(text.length() - end);
        }

        /// Whole characters only (RFC 8259 §7 says how long each is).
        private int end(String text) {
            int room = longest - MARK;
            int end = 0;
            while (end < text.length()) {
                int code = text.codePointAt(end);
                room -= length(Character.toString(code));
                if (room < 0) {
                    return end;
                }
                end += Character.charCount(code);
            }
            return end;
        }

        @Override
        public Optional<String> data(String data) {
            return data.length() <= longest
                    ? Optional.empty()
                    : Optional.of(
                            "[cut: %d characters of data left out by a filter of this workspace]"
                                    .formatted(data.length()));
        }
    }
}
