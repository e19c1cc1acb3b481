package dev.carnet.auth.token;

import dev.carnet.auth.client.Clients;
import dev.carnet.auth.person.MembershipStore;
import dev.carnet.auth.policy.Asking;
import dev.carnet.auth.policy.ClientPolicies;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.CallerCheck;
import dev.carnet.shared.caller.Identification;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/// Whose credentials a token exchange presents (RFC 8693 §2.1), as the check at every door sees
/// them: signature, audience, revocation, live role; and then as the rows say at this moment.
@Singleton
public final class Subjects {

    private static final String API_KEY = "urn:carnet:params:oauth:token-type:api_key";

    private final CallerCheck callers;
    private final MembershipStore memberships;
    private final Clients clients;
    private final ClientPolicies policies;
    private final Pool pool;

    Subjects(
            CallerCheck callers,
            MembershipStore memberships,
            Clients clients,
            ClientPolicies policies,
            Pool pool) {
        this.callers = callers;
        this.memberships = memberships;
        this.clients = clients;
        this.policies = policies;
        this.pool = pool;
    }

    /// How a credential is judged for an audience.
    private interface Check {
        Identification of(String credential, String audience);
    }

    /// The subject, whose token is for one of those audiences. A token that is bound to a key is
    /// refused: an exchange would wash the binding off.
    public Caller subject(Parameters form, List<String> audiences) {
        return caller(form, "subject_token", audiences, this::bearer);
    }

    /// The subject of a request of mcp-server, which has seen the proof if the token is bound.
    Caller subjectOfService(Parameters form, String audience) {
        return caller(form, "subject_token", List.of(audience), callers::whoever);
    }

    private Identification bearer(String credential, String audience) {
        return callers.identify(Optional.of("Bearer " + credential), Optional.empty(), audience);
    }

    /// Who acts for the subject, if the request names somebody.
    public Optional<Caller> actor(Parameters form, List<String> audiences) {
        if (form.one("actor_token").isEmpty() && form.one("actor_token_type").isPresent()) {
            throw Refusal.invalidRequest("actor_token_type belongs to an actor_token.");
        }
        return form.one("actor_token")
                .map(_ -> caller(form, "actor_token", audiences, this::bearer));
    }

    private static Caller caller(
            Parameters form, String name, List<String> audiences, Check check) {
        String type = form.required(name + "_type");
        if (!type.equals(TokenAnswer.ACCESS_TOKEN) && !type.equals(API_KEY)) {
            throw Refusal.invalidRequest("The " + name + "_type is not known.");
        }
        return switch (identify(form.required(name), audiences, check)) {
            case Identification.Known known when isOfType(known.caller(), type) -> known.caller();
            case Identification.Known _ ->
                    throw Refusal.invalidRequest("The " + name + " is not of that type.");
            case Identification.Bound _ -> throw Refusal.invalidGrant(name + "_bound_to_a_key");
            case Identification.Refused refused -> throw Refusal.invalidGrant(refused.reason());
            case Identification.Missing _ -> throw Refusal.invalidGrant(name + "_missing");
            case Identification.Malformed _ -> throw Refusal.invalidGrant(name + "_malformed");
            case Identification.Unavailable _ ->
                    throw Refusal.of(ErrorCode.TEMPORARILY_UNAVAILABLE, "Try again in a second.");
        };
    }

    private static Identification identify(String token, List<String> audiences, Check check) {
        Identification last = new Identification.Missing();
        for (String audience : audiences) {
            last = check.of(token, audience);
            if (!(last instanceof Identification.Refused)) {
                return last;
            }
        }
        return last;
    }

    private static boolean isOfType(Caller caller, String type) {
        return caller.credential() instanceof Caller.Credential.Key == type.equals(API_KEY);
    }

    /// Refuses whom the rows know as gone, and a client that its workspace no longer allows.
    public Uni<Void> demandStanding(Caller caller) {
        return demandMember(caller).chain(() -> demandClient(caller));
    }

    /// The picture has said so already; the row says it as of this moment.
    private Uni<Void> demandMember(Caller caller) {
        return ExchangedClaims.person(caller)
                .map(person -> memberships.role(pool, caller.workspace(), person))
                .map(role -> role.chain(Subjects::demandRole))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private static Uni<Void> demandRole(Optional<Role> role) {
        return role.isPresent()
                ? Uni.createFrom().voidItem()
                : Uni.createFrom().failure(Refusal.invalidGrant("not_a_member"));
    }

    /// The client the caller's token was issued to gets no more than its workspace allows it.
    private Uni<Void> demandClient(Caller caller) {
        return caller.credential() instanceof Caller.Credential.AccessToken token
                ? clients.find(token.client())
                        .chain(known ->
                                policies.demand(
                                        caller.workspace(), token.client(), known, Asking.MORE))
                : Uni.createFrom().voidItem();
    }
}
