package dev.carnet.shared.desk;

import dev.carnet.shared.audit.Event;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential;
import dev.carnet.shared.caller.CallerEvent;
import dev.carnet.shared.rest.Challenge;
import dev.carnet.shared.token.Scope;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// A request that was let in: what an endpoint may know of it beside its body.
///
/// @param id names the request in logs, problems and the audit log
/// @param trace the trace id of `traceparent`, if the request carried one
/// @param route the line of the table it came in by
/// @param idempotencyKey the header of that name
/// @param ifMatch the header of that name
/// @param challenge how a lack of scope is said
public record ApiCall(
        String id,
        Optional<String> trace,
        Route route,
        Caller caller,
        Optional<String> idempotencyKey,
        Optional<String> ifMatch,
        Challenge challenge) {

    private static final String KEY = "carnet.call";

    /// The call that was let in. A request that reached an endpoint past the door is not found.
    public static ApiCall of(RoutingContext routing) {
        return find(routing).orElseThrow(Refused::notFound);
    }

    static Optional<ApiCall> find(RoutingContext routing) {
        return Optional.ofNullable(routing.get(KEY));
    }

    static ApiCall enter(RoutingContext routing, Route route, Caller caller, Challenge challenge) {
        Visit visit = Visit.of(routing);
        var call =
                new ApiCall(
                        visit.id(),
                        visit.trace(),
                        route,
                        caller,
                        header(routing, "Idempotency-Key"),
                        header(routing, "If-Match"),
                        challenge);
        routing.put(KEY, call);
        return call;
    }

    /// The call of whoever holds that credential, at a route that is open to all who hold one.
    public static ApiCall holding(RoutingContext routing, Caller caller, Challenge challenge) {
        String path = Optional.ofNullable(routing.request().path()).orElse("");
        return enter(
                routing, Route.open(routing.request().method().name(), path), caller, challenge);
    }

    /// The workspace the credential speaks for.
    public String workspace() {
        return caller.workspace();
    }

    /// An audit event of this call.
    public Event event(String act, Instant at) {
        return CallerEvent.of(caller, act, at).with("req", id).with("trace", trace);
    }

    /// An audit event of this call in the log of a workspace it made.
    public Event event(String workspace, String act, Instant at) {
        Event event = event(act, at);
        return new Event(workspace, event.at(), event.fields(), event.hidden());
    }

    /// The person who calls. What belongs to people cannot be done by a workspace's key or client,
    /// nor by an agent.
    public String person() {
        return switch (caller.credential()) {
            case Credential.AccessToken token when token.grant().isPresent() -> caller.subject();
            case Credential.Key key when key.personal() -> key.person();
            case Credential.Page page -> page.person();
            case Credential.AccessToken _, Credential.Key _, Credential.Passport _ ->
                    throw Refused.role("Only a person can do this.");
        };
    }

    /// Whether the caller is a person, and nothing of a workspace's, nor an agent.
    public boolean isOfPerson() {
        return switch (caller.credential()) {
            case Credential.AccessToken token -> token.grant().isPresent();
            case Credential.Key key -> key.personal();
            case Credential.Page _ -> true;
            case Credential.Passport _ -> false;
        };
    }

    /// The person who answers for what the caller makes: the person, or who made the key. A
    /// workspace's client has nobody, and an agent makes nothing.
    public String answerable() {
        return caller.credential() instanceof Credential.Key key ? key.person() : person();
    }

    /// Refuses an agent: a passport is no way to more passports.
    public void refuseAgents() {
        if (caller.credential() instanceof Credential.Passport) {
            throw Refused.role("An agent cannot do this.");
        }
    }

    /// Whether the caller is that person, whatever credential they use.
    public boolean isPerson(String person) {
        return switch (caller.credential()) {
            case Credential.AccessToken token ->
                    token.grant().isPresent() && caller.subject().equals(person);
            case Credential.Key key -> key.personal() && key.person().equals(person);
            case Credential.Page page -> page.person().equals(person);
            case Credential.Passport _ -> false;
        };
    }

    /// Whether it is that person, or a key of the workspace that they made.
    public boolean answersFor(String person) {
        return isPerson(person)
                || (caller.credential() instanceof Credential.Key key
                        && key.person().equals(person));
    }

    /// Refuses a credential that lacks one of these scopes, with the challenge that names them all.
    public void demand(Set<Scope> scopes, String detail) {
        if (!caller.scopes().containsAll(scopes)) {
            throw new Refused(Refusal.INSUFFICIENT_SCOPE, detail)
                    .challenged(challenge.insufficientScope(scopes, detail));
        }
    }

    private static Optional<String> header(RoutingContext routing, String name) {
        return Optional.ofNullable(routing.request().getHeader(name));
    }
}
