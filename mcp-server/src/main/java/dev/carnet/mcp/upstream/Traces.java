package dev.carnet.mcp.upstream;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The forms in which what proves us could come back: as it is, in a URL, and in base64, also in
/// the middle of something longer. Escapes of JSON hide none of them, however deep.
///
/// @param forms the longest first
record Traces(List<String> forms) {

    /// A shorter text is too likely to stand there by chance.
    private static final int SHORTEST = 8;

    private static final String REMOVED = "[removed: credential]";

    /// Of the headers that prove us.
    static Traces of(Map<String, String> headers) {
        Set<String> forms = new LinkedHashSet<>();
        headers.forEach((name, value) -> {
            if (Reach.isProof(name)) {
                secrets(value).forEach(secret -> add(secret, forms));
            }
        });
        return new Traces(
                forms.stream()
                        .map(form -> Unescaped.of(form).text())
                        .filter(form -> form.length() >= SHORTEST)
                        .sorted(Comparator.comparingInt(String::length).reversed())
                        .toList());
    }

    /// What stands behind the scheme, behind a name in that, and what Basic has encoded (RFC 7617).
    private static Set<String> secrets(String value) {
        String[] words = value.strip().split(" ", 2);
        String last = words[words.length - 1].strip();
        String[] named = last.split("[=:]", 2);
        Set<String> secrets = new LinkedHashSet<>(List.of(last, named[named.length - 1]));
        if (words.length == 2 && words[0].toLowerCase(Locale.ROOT).equals("basic")) {
            decoded(last)
                    .ifPresent(pair -> {
                        secrets.add(pair);
                        secrets.add(pair.substring(pair.indexOf(':') + 1));
                    });
        }
        secrets.removeIf(secret -> secret.length() < SHORTEST);
        return secrets;
    }

    private static Optional<String> decoded(String base64) {
        try {
            return Optional.of(
                    new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static void add(String secret, Set<String> forms) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        String url = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        String path = url.replace("+", "%20");
        forms.addAll(List.of(secret, url, path, lowerHex(url), lowerHex(path)));
        for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
            forms.add(encoder.encodeToString(bytes));
            for (int before = 0; before < 3; before++) {
                forms.add(within(encoder.withoutPadding(), bytes, before));
            }
        }
    }

    private static String lowerHex(String encoded) {
        var lower = new StringBuilder(encoded);
        for (int at = lower.indexOf("%"); at >= 0; at = lower.indexOf("%", at + 1)) {
            String hex = lower.substring(at + 1, at + 3);
            lower.replace(at + 1, at + 3, hex.toLowerCase(Locale.ROOT));
        }
        return lower.toString();
    }

    /// The letters that base64 has for these bytes alone, behind so many others (RFC 4648 §4).
    private static String within(Base64.Encoder encoder, byte[] bytes, int before) {
        byte[] longer = Arrays.copyOfRange(bytes, 0, bytes.length + before);
        System.arraycopy(bytes, 0, longer, before, bytes.length);
        String whole = encoder.encodeToString(longer);
        int shared = longer.length % 3 == 0 ? 0 : 1;
        return whole.substring(before == 0 ? 0 : before + 1, whole.length() - shared);
    }

    /// A JSON text without them; empty if there is none in it.
    Optional<String> without(String json) {
        Unescaped seen = Unescaped.of(json);
        int[] next = new int[forms.size()];
        Arrays.fill(next, -1);
        Optional<Found> found = first(seen.text(), 0, next);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        int[] places = Unescaped.places(json);
        var rest = new StringBuilder();
        int at = 0;
        while (found.isPresent()) {
            rest.append(json, at, places[found.get().start()]).append(REMOVED);
            at = places[found.get().end()];
            found = first(seen.text(), found.get().end(), next);
        }
        return Optional.of(rest.append(json, at, json.length()).toString());
    }

    private record Found(int start, int end) {}

    /// The first of them from there on. Where each stands next is remembered, so that the whole is
    /// gone through once for each.
    private Optional<Found> first(String text, int from, int[] next) {
        Optional<Found> first = Optional.empty();
        for (int i = 0; i < next.length; i++) {
            if (next[i] < from) {
                int at = text.indexOf(forms.get(i), from);
                next[i] = at < 0 ? Integer.MAX_VALUE : at;
            }
            int start = next[i];
            if (start < first.map(Found::start).orElse(Integer.MAX_VALUE)) {
                first = Optional.of(new Found(start, start + forms.get(i).length()));
            }
        }
        return first;
    }

    /// They are somebody's secret.
    @Override
    public String toString() {
        return "Traces[" + forms.size() + "]";
    }
}
