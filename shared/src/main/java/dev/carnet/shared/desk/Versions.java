package dev.carnet.shared.desk;

import java.util.Optional;

/// Versions of things as entity tags (RFC 9110 §8.8.3), and the `If-Match` that names one.
public final class Versions {

    private Versions() {}

    /// The tag of that version.
    public static String tag(int version) {
        return "\"" + version + "\"";
    }

    /// Refuses an edit that was made for another version.
    public static void demand(ApiCall call, int version) {
        Optional<String> wanted = call.ifMatch();
        if (wanted.isPresent() && !names(wanted.get(), tag(version))) {
            throw changedMeanwhile();
        }
    }

    /// Refuses what is about one version and was said without naming it, or about another.
    public static void demandNamed(ApiCall call, int version) {
        if (call.ifMatch().filter(named -> !named.contains("*")).isEmpty()) {
            throw new Refused(
                    Refusal.PRECONDITION_REQUIRED,
                    "Send If-Match with the ETag of what you looked at.");
        }
        demand(call, version);
    }

    /// Refuses an edit of something that changed while it was edited.
    public static Refused changedMeanwhile() {
        return new Refused(
                Refusal.PRECONDITION_FAILED, "Read it again, and edit what is there now.");
    }

    private static boolean names(String header, String tag) {
        for (String one : header.split(",", -1)) {
            if (one.strip().equals("*") || one.strip().equals(tag)) {
                return true;
            }
        }
        return false;
    }
}
