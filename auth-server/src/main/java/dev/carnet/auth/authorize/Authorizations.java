package dev.carnet.auth.authorize;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.client.Clients;
import dev.carnet.auth.client.RedirectUri;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.protocol.Resources;
import dev.carnet.shared.startup.ServiceConfig;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Judges authorization requests and writes authorization responses.
@Singleton
final class Authorizations {

    private final Clients clients;
    private final PushedRequests pushed;
    private final Resources resources;
    private final String issuer;

    Authorizations(
            Clients clients, PushedRequests pushed, Resources resources, ServiceConfig config) {
        this.clients = clients;
        this.pushed = pushed;
        this.resources = resources;
        this.issuer = config.issuer();
    }

    /// Judges a raw query, with the client as it is known at this moment. Of a query that names a
    /// pushed request nothing but that name counts (RFC 9126 §4, RFC 9101 §6.3).
    ///
    /// @param source the address it comes from
    Uni<AuthorizeVerdict> judge(String query, String source) {
        Parameters parameters = Parameters.parse(query);
        return PushedRequests.named(parameters)
                .map(uri -> judgePushed(parameters.eachOnce(), uri, source))
                .orElseGet(() -> judge(parameters, source));
    }

    private Uni<AuthorizeVerdict> judge(Parameters parameters, String source) {
        return client(parameters, source)
                .map(client -> AuthorizeChecks.judge(parameters, client, resources));
    }

    private Uni<AuthorizeVerdict> judgePushed(Parameters outside, String uri, String source) {
        return pushed.open(uri, outside.required("client_id"))
                .chain(inside ->
                        client(inside, source)
                                .map(client ->
                                        AuthorizeChecks.judgePushed(inside, client, resources)))
                .map(verdict -> openedBy(uri, verdict));
    }

    private static AuthorizeVerdict openedBy(String uri, AuthorizeVerdict verdict) {
        return verdict instanceof AuthorizeVerdict.Accepted accepted
                ? new AuthorizeVerdict.Accepted(accepted.request().openedBy(uri))
                : verdict;
    }

    private Uni<Optional<Client>> client(Parameters parameters, String source) {
        return parameters
                .one("client_id")
                .map(id -> clients.find(id, source))
                .orElseGet(() -> Uni.createFrom().item(Optional.<Client>empty()));
    }

    /// Where an error goes (RFC 6749 §4.1.2.1), with `iss` (RFC 9207).
    String answer(AuthorizeVerdict.Redirected redirected) {
        return answer(redirected.redirectUri(), redirected.state(), redirected.refusal());
    }

    /// The same for an error that came later.
    String answer(AuthorizeRequest request, Refusal refusal) {
        return answer(request.redirectUri(), request.state(), refusal);
    }

    private String answer(RedirectUri uri, Optional<String> state, Refusal refusal) {
        return response(
                uri,
                state,
                Query.pair("error", refusal.code().wire())
                        + "&"
                        + Query.pair("error_description", refusal.publicText()));
    }

    /// Where the code goes (RFC 6749 §4.1.2), with `iss`.
    String answer(AuthorizeRequest request, String code) {
        return response(request.redirectUri(), request.state(), Query.pair("code", code));
    }

    /// What happened does not stand first: VS Code in a browser overlooks a code that does.
    private String response(RedirectUri uri, Optional<String> state, String outcome) {
        String separator = uri.rest().contains("?") ? "&" : "?";
        return uri.text()
                + separator
                + Query.pair("iss", issuer)
                + "&"
                + outcome
                + state.map(value -> "&" + Query.pair("state", value)).orElse("");
    }
}
