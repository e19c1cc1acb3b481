package dev.carnet.mcp.pin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// The names things of upstreams go by. Clients accept up to 64 characters of `A-Z a-z 0-9 _ -`;
/// what does not fit gets a short name that ends in a hash of its origin, so that the same thing
/// has the same name always and two things never share one by being cut.
public final class Naming {

    /// Longer than this, and clients refuse or cut.
    public static final int LONGEST = 64;

    /// The form of a name that every client takes.
    public static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int HASH_CHARACTERS = 8;

    private Naming() {}

    /// The name at the whole gateway, the upstream's slug in front.
    ///
    /// @param taken whether something else has that name already
    public static String atGateway(String upstream, String name, Predicate<String> taken) {
        return firstFree(upstream + "_" + name, upstream + "\n" + name, taken);
    }

    /// The name where nothing is in front: its own, if clients take it.
    public static String plain(String upstream, String name) {
        return fitting(name, upstream + "\n" + name, false);
    }

    /// The address of a resource, or a template, at the whole gateway: the upstream's slug becomes
    /// a part of the scheme.
    public static String uriAtGateway(String upstream, String uri) {
        return "carnet+" + upstream + "+" + uri;
    }

    private static String firstFree(String wished, String origin, Predicate<String> taken) {
        String first = fitting(wished, origin, false);
        return taken.test(first) ? fitting(wished, origin, true) : first;
    }

    private static String fitting(String wished, String origin, boolean marked) {
        if (!marked && FORM.matcher(wished).matches()) {
            return wished;
        }
        String safe = wished.replaceAll("[^A-Za-z0-9_-]+", "_");
        int room = LONGEST - HASH_CHARACTERS - 1;
        return safe.substring(0, Math.min(safe.length(), room)) + "_" + hash(origin);
    }

    private static String hash(String origin) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(origin.getBytes(StandardCharsets.UTF_8));
            var text = new StringBuilder();
            for (int i = 0; i < HASH_CHARACTERS; i++) {
                text.append(ALPHABET.charAt(digest[i] & 31));
            }
            return text.toString();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
