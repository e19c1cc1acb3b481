package dev.carnet.mcp.tool;

import dev.carnet.shared.audit.Event;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential;
import dev.carnet.shared.token.Scope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What rules looked at beside who called and what: the entry of a call keeps it, so that other
/// rules can be run over it later. Here it is written, and read again. What a passport is for is a
/// text of whoever asked for it, and stands there hidden, as `intent`.
///
/// @param scopes of the credential
/// @param actors who acts for the subject, the current one first
/// @param services that the passport names, by id and by name; empty when they were too many to be
///   written down
/// @param toolset at whose place it was
/// @param ways toolsets by way of which the caller had it; empty when they were too many to be
///   written down
/// @param bound whether the key that the token is bound to was proven
public record Circumstances(
        Set<String> scopes,
        List<String> actors,
        Optional<Set<String>> services,
        Optional<String> toolset,
        Optional<Set<String>> ways,
        boolean bound) {

    private static final int LONGEST = 1_000;
    private static final String TOO_MANY = "*";

    /// Copies what could be changed.
    public Circumstances {
        scopes = Set.copyOf(scopes);
        actors = List.copyOf(actors);
        services = services.map(Set::copyOf);
        ways = ways.map(Set::copyOf);
    }

    /// Those of that caller, now.
    private static Circumstances of(Viewer viewer, Governed thing) {
        Caller caller = viewer.caller();
        return new Circumstances(
                caller.scopes().stream().map(Scope::wire).collect(Collectors.toSet()),
                caller.actors(),
                Optional.of(caller.mandate().names()),
                viewer.place().toolset(),
                Optional.of(thing.toolsets(viewer)),
                viewer.bound());
    }

    /// What the entry says; empty for one that is older than these fields.
    public static Optional<Circumstances> read(Map<String, String> fields) {
        return Optional.ofNullable(fields.get("bound"))
                .map(bound ->
                        new Circumstances(
                                Set.copyOf(words(fields, "scope")),
                                words(fields, "actors"),
                                unless(words(fields, "named")),
                                Optional.ofNullable(fields.get("place")),
                                unless(words(fields, "ways")),
                                bound.equals("yes")));
    }

    private static Optional<Set<String>> unless(List<String> tooMany) {
        return Optional.of(tooMany)
                .filter(words -> !words.equals(List.of(TOO_MANY)))
                .map(Set::copyOf);
    }

    /// The entry that says it, too.
    static Event on(Event event, Viewer viewer, Governed thing) {
        Circumstances now = of(viewer, thing);
        Event told =
                event.with("bound", now.bound() ? "yes" : "no")
                        .with("scope", text(new TreeSet<>(now.scopes())))
                        .with("actors", text(now.actors()))
                        .with("named", now.services().flatMap(Circumstances::named))
                        .with("place", now.toolset())
                        .with("ways", now.ways().flatMap(Circumstances::named));
        return viewer.caller().credential() instanceof Credential.Passport passport
                        && !passport.intent().isEmpty()
                ? told.hide("intent", passport.intent())
                : told;
    }

    private static Optional<String> named(Set<String> names) {
        return text(new TreeSet<>(names)).map(text -> text.length() > LONGEST ? TOO_MANY : text);
    }

    private static Optional<String> text(Iterable<String> words) {
        return Optional.of(String.join(" ", words)).filter(text -> !text.isEmpty());
    }

    private static List<String> words(Map<String, String> fields, String name) {
        String text = fields.getOrDefault(name, "");
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }
}
