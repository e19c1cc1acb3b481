package dev.carnet.rules;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which test says that it tests what: a sentence of the comment above it begins with the
/// reference, as in `/// V12, RFC 9700 §4.5: what is shown`.
final class SecurityClaims {

    private static final String ID =
            "(?:[VGW]\\d+|(?:RFC \\d{4,5}|OAuth 2\\.1)(?: §\\d+(?:\\.\\d+)*)?|§\\d+(?:\\.\\d+)*)";
    private static final Pattern ONE = Pattern.compile(ID);

    /// At the beginning of a sentence: the formatter joins lines of a comment.
    private static final Pattern SENTENCE =
            Pattern.compile("(?:^|[.;:] )(" + ID + "(?:(?:, | and )" + ID + ")*)[:.]");

    /// A comment, what stands between, and the method; the comment is the last one before it.
    private static final Pattern METHOD =
            Pattern.compile(
                    "((?:^ +///[^\n]*\n)+)((?:(?! *///)[^\n]*\n)*?) +(?:public )?void (\\w+)\\(",
                    Pattern.MULTILINE);

    private static final Pattern IS_TEST = Pattern.compile("@(?:Parameterized|Repeated)?Test\\b");

    private SecurityClaims() {}

    /// The tests of every reference that a test of this checkout names. The rules themselves are
    /// left out: they hold examples.
    static Map<String, Set<String>> ofCheckout() {
        var claims = new TreeMap<String, Set<String>>();
        for (var file : Checkout.sources()) {
            String path = file.toString();
            if (path.contains("/src/test/java/") && !path.contains("/deploy/rules/")) {
                in(name(file), Checkout.read(file), claims);
            }
        }
        return claims;
    }

    /// Adds what one source names.
    static void in(String type, String source, Map<String, Set<String>> claims) {
        Matcher method = METHOD.matcher(source);
        while (method.find()) {
            if (!IS_TEST.matcher(method.group(2)).find() || method.group(2).contains("\n    }\n")) {
                continue;
            }
            var test = type + "." + method.group(3);
            SENTENCE.matcher(text(method.group(1)))
                    .results()
                    .flatMap(line -> ids(line.group(1)).stream())
                    .forEach(id -> claims.computeIfAbsent(id, _ -> new TreeSet<>()).add(test));
        }
    }

    private static String text(String comment) {
        return comment.replaceAll("\\s*\n\\s*///", "").replaceFirst("^\\s*/// ?", "").strip();
    }

    /// The references in a list of them; a paragraph alone belongs to the document before it.
    static List<String> ids(String list) {
        var ids = new ArrayList<String>();
        var document = "RFC 9700";
        Matcher found = ONE.matcher(list);
        while (found.find()) {
            var id = found.group();
            if (id.startsWith("§")) {
                ids.add(document + " " + id);
            } else {
                document = id.replaceAll(" §.*", "");
                ids.add(id);
            }
        }
        return ids;
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName()).replace(".java", "");
    }
}
