package dev.carnet.mcp.policy;

import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What rules may ask about a caller.
///
/// @param person for whom the call runs: themselves, the owner of the agent or of the personal key
/// @param credential `access`, `passport`, `key` or `page`
/// @param services that the passport names, by id and by name
/// @param actors who acts for the subject (`act`), the current one first
/// @param toolset at whose address the caller is, if at one
/// @param ways slugs of toolsets by way of which the caller has the thing that is asked about
/// @param unknown what nobody wrote down about a caller of the past; rules that ask for it might
///   fit or not
public record Asker(
        String subject,
        Role role,
        Optional<String> person,
        Optional<String> agent,
        Optional<String> client,
        Optional<String> key,
        String credential,
        Set<String> scopes,
        Optional<String> intent,
        Set<String> services,
        List<String> actors,
        Optional<String> toolset,
        Set<String> ways,
        Set<Facet> unknown) {

    /// What of a caller or their request a rule can ask for and an entry may not say.
    public enum Facet {
        PERSON,
        SCOPE,
        INTENT,
        SERVICE,
        ACTOR,
        TOOLSET,
        ADDRESS,
        BOUND
    }

    /// Everything that is known about a caller who is here.
    public static Asker of(Caller caller, Optional<String> toolset, Set<String> ways) {
        var credential = caller.credential();
        return new Asker(
                caller.subject(),
                caller.role(),
                person(caller),
                credential instanceof Caller.Credential.Passport passport
                        ? Optional.of(passport.agent())
                        : Optional.empty(),
                credential instanceof Caller.Credential.AccessToken token
                        ? Optional.of(token.client())
                        : Optional.empty(),
                credential instanceof Caller.Credential.Key key
                        ? Optional.of(key.id())
                        : Optional.empty(),
                kind(credential),
                caller.scopes().stream().map(Scope::wire).collect(Collectors.toUnmodifiableSet()),
                credential instanceof Caller.Credential.Passport passport
                        ? Optional.of(passport.intent())
                        : Optional.empty(),
                caller.mandate().names(),
                caller.actors(),
                toolset,
                ways,
                EnumSet.noneOf(Facet.class));
    }

    /// The same caller of the past, of whom the intent of the passport was found out.
    Asker with(Optional<String> known) {
        return new Asker(
                        subject,
                        role,
                        person,
                        agent,
                        client,
                        key,
                        credential,
                        scopes,
                        known,
                        services,
                        actors,
                        toolset,
                        ways,
                        unknown)
                .knowing(Facet.INTENT);
    }

    /// The same caller of the past, of whom that was found out.
    Asker knowing(Facet facet) {
        var left = EnumSet.noneOf(Facet.class);
        left.addAll(unknown);
        left.remove(facet);
        return new Asker(
                subject,
                role,
                person,
                agent,
                client,
                key,
                credential,
                scopes,
                intent,
                services,
                actors,
                toolset,
                ways,
                left);
    }

    /// The toolsets that rules may ask for.
    Set<String> toolsets() {
        return Stream.concat(toolset.stream(), ways.stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Optional<String> person(Caller caller) {
        return switch (caller.credential()) {
            case Caller.Credential.AccessToken token ->
                    token.grant().map(grant -> caller.subject());
            case Caller.Credential.Passport passport -> Optional.of(passport.owner());
            case Caller.Credential.Key key ->
                    key.personal() ? Optional.of(key.person()) : Optional.empty();
            case Caller.Credential.Page page -> Optional.of(page.person());
        };
    }

    private static String kind(Caller.Credential credential) {
        return switch (credential) {
            case Caller.Credential.AccessToken token -> "access";
            case Caller.Credential.Passport passport -> "passport";
            case Caller.Credential.Key key -> "key";
            case Caller.Credential.Page page -> "page";
        };
    }
}
