package dev.carnet.auth.authorize;

import static dev.carnet.auth.protocol.ErrorCode.INTERACTION_REQUIRED;
import static dev.carnet.auth.protocol.ErrorCode.INVALID_CLIENT;
import static dev.carnet.auth.protocol.ErrorCode.INVALID_SCOPE;
import static dev.carnet.auth.protocol.ErrorCode.INVALID_TARGET;
import static dev.carnet.auth.protocol.ErrorCode.REQUEST_NOT_SUPPORTED;
import static dev.carnet.auth.protocol.ErrorCode.REQUEST_URI_NOT_SUPPORTED;
import static dev.carnet.auth.protocol.ErrorCode.UNAUTHORIZED_CLIENT;
import static dev.carnet.auth.protocol.ErrorCode.UNSUPPORTED_RESPONSE_TYPE;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.client.Client.Standing;
import dev.carnet.auth.client.GrantType;
import dev.carnet.auth.client.RedirectUri;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Pkce;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.protocol.Resources;
import dev.carnet.auth.protocol.Scopes;
import dev.carnet.shared.token.Scope;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Every check of the authorization endpoint, in the order of the specifications: first what proves
/// where an answer may go, then what is answered there.
final class AuthorizeChecks {

    /// A failure is shown to the person, and nothing is redirected.
    private static final List<Consumer<Asked>> UNTIL_REDIRECT_IS_PROVEN =
            List.of(
                    AuthorizeChecks::clientAndRedirectAreSentOnce, // RFC 6749 §3.1
                    AuthorizeChecks::clientIsKnown, // RFC 6749 §2.2
                    AuthorizeChecks::redirectUriIsRegistered); // RFC 9700 §2.1

    /// A failure is answered at the redirect URI, with `state` and `iss`.
    private static final List<Consumer<Asked>> AFTERWARDS =
            List.of(
                    AuthorizeChecks::parametersAreSentOnce, // RFC 6749 §3.1
                    AuthorizeChecks::stateIsBounded, // RFC 6749 §4.1.1
                    AuthorizeChecks::requestObjectIsAbsent, // RFC 9101 §5
                    AuthorizeChecks::requestIsPushed, // RFC 9126 §6, FAPI 2.0 §5.3.2.2
                    AuthorizeChecks::responseTypeIsCode, // RFC 9700 §2.1.2
                    AuthorizeChecks::responseModeIsQuery, // OAuth 2.0 Multiple Response Types §2.1
                    AuthorizeChecks::clientMayUseCodes, // RFC 6749 §4.1.2.1
                    AuthorizeChecks::challengeIsS256, // RFC 7636 §4.3, RFC 9700 §2.1.1
                    AuthorizeChecks::proofKeyIsThumbprint, // RFC 9449 §10
                    AuthorizeChecks::resourceIsKnown, // RFC 8707 §2
                    AuthorizeChecks::scopeIsKnown, // RFC 6749 §3.3
                    AuthorizeChecks::promptCanBeHonoured); // OpenID Connect Core §3.1.2.1

    private AuthorizeChecks() {}

    /// What is judged: the parameters, and the client they name if there is one.
    ///
    /// @param pushed whether they came by way of the server
    private record Asked(
            Parameters parameters, Optional<Client> known, Resources resources, boolean pushed) {

        Client client() {
            return known.orElseThrow();
        }

        Optional<RedirectUri> redirectUri() {
            return parameters.one("redirect_uri").flatMap(client()::redirect);
        }

        Optional<String> state() {
            return parameters.repeated("state") ? Optional.empty() : parameters.one("state");
        }

        Set<Scope> scopes() {
            Set<Scope> wanted = Scopes.asked(parameters).orElse(client().scopes());
            return Scopes.common(wanted, client().askable());
        }

        List<String> prompts() {
            return List.of(parameters.one("prompt").orElse("").split(" ", -1));
        }
    }

    /// Judges a request of the browser, whose `client_id` was looked up already.
    static AuthorizeVerdict judge(
            Parameters parameters, Optional<Client> client, Resources resources) {
        return judge(new Asked(parameters, client, resources, false));
    }

    /// Judges a request that was pushed by that client, by the same checks.
    static AuthorizeVerdict judgePushed(
            Parameters parameters, Optional<Client> client, Resources resources) {
        return judge(new Asked(parameters, client, resources, true));
    }

    private static AuthorizeVerdict judge(Asked asked) {
        try {
            UNTIL_REDIRECT_IS_PROVEN.forEach(check -> check.accept(asked));
        } catch (Refusal refusal) {
            return new AuthorizeVerdict.Shown(refusal);
        }
        RedirectUri redirectUri = asked.redirectUri().orElseThrow();
        try {
            AFTERWARDS.forEach(check -> check.accept(asked));
        } catch (Refusal refusal) {
            return new AuthorizeVerdict.Redirected(redirectUri, asked.state(), refusal);
        }
        return new AuthorizeVerdict.Accepted(request(asked, redirectUri));
    }

    private static AuthorizeRequest request(Asked asked, RedirectUri redirectUri) {
        return new AuthorizeRequest(
                asked.client(),
                redirectUri,
                asked.state(),
                asked.parameters.required("code_challenge"),
                asked.resources.named(asked.parameters),
                asked.scopes(),
                asked.prompts().contains("login"),
                asked.parameters.one("dpop_jkt"),
                Optional.empty());
    }

    private static void clientAndRedirectAreSentOnce(Asked asked) {
        if (asked.parameters.repeated("client_id") || asked.parameters.repeated("redirect_uri")) {
            throw Refusal.invalidRequest("client_id or redirect_uri was sent more than once.");
        }
    }

    private static void clientIsKnown(Asked asked) {
        asked.parameters.required("client_id");
        if (asked.known.isEmpty()) {
            throw Refusal.of(INVALID_CLIENT, "This application is not registered here.");
        }
    }

    private static void redirectUriIsRegistered(Asked asked) {
        asked.parameters.required("redirect_uri");
        if (asked.redirectUri().isEmpty()) {
            throw Refusal.invalidRequest("The redirect URI is not one the application registered.");
        }
    }

    private static void parametersAreSentOnce(Asked asked) {
        asked.parameters.eachOnce();
    }

    private static void stateIsBounded(Asked asked) {
        if (asked.state().orElse("").length() > Limits.STATE_CHARACTERS) {
            throw Refusal.invalidRequest("The state is too long.");
        }
    }

    private static void requestObjectIsAbsent(Asked asked) {
        if (asked.parameters.one("request").isPresent()) {
            throw Refusal.of(REQUEST_NOT_SUPPORTED, "Request objects are not supported.");
        }
        if (asked.parameters.one("request_uri").isPresent()) {
            throw Refusal.of(REQUEST_URI_NOT_SUPPORTED, "Request URIs are not supported.");
        }
    }

    private static void requestIsPushed(Asked asked) {
        if (asked.client().traits().demandsPushing() && !asked.pushed) {
            throw Refusal.invalidRequest(
                    "This client has to push its requests (pushed_authorization_request_endpoint).");
        }
    }

    private static void responseTypeIsCode(Asked asked) {
        if (!asked.parameters.required("response_type").equals("code")) {
            throw Refusal.of(UNSUPPORTED_RESPONSE_TYPE, "The only response type is code.");
        }
    }

    private static void responseModeIsQuery(Asked asked) {
        if (!asked.parameters.one("response_mode").orElse("query").equals("query")) {
            throw Refusal.invalidRequest("The only response mode is query.");
        }
    }

    private static void clientMayUseCodes(Asked asked) {
        if (!asked.client().grants().contains(GrantType.AUTHORIZATION_CODE)) {
            throw Refusal.of(UNAUTHORIZED_CLIENT, "This client may not use authorization codes.");
        }
    }

    /// For every client; a missing method would mean `plain`.
    private static void challengeIsS256(Asked asked) {
        if (!Pkce.isChallenge(asked.parameters.required("code_challenge"))) {
            throw Refusal.invalidRequest("The code_challenge is not a SHA-256 in base64url.");
        }
        if (!asked.parameters.one("code_challenge_method").orElse("plain").equals(Pkce.METHOD)) {
            throw Refusal.invalidRequest("The only code_challenge_method is S256.");
        }
    }

    /// A SHA-256 in base64url, as a challenge is one.
    private static void proofKeyIsThumbprint(Asked asked) {
        if (asked.parameters.one("dpop_jkt").filter(key -> !Pkce.isChallenge(key)).isPresent()) {
            throw Refusal.invalidRequest("The dpop_jkt is not a SHA-256 in base64url.");
        }
    }

    private static void resourceIsKnown(Asked asked) {
        String resource = asked.resources.named(asked.parameters);
        if (asked.client().standing() != Standing.STRANGER
                && !asked.resources.reaches(asked.client().resources(), resource)) {
            throw Refusal.of(INVALID_TARGET, "The resource is not one of this client's.");
        }
    }

    private static void scopeIsKnown(Asked asked) {
        if (asked.scopes().isEmpty()) {
            throw Refusal.of(INVALID_SCOPE, "None of the scopes is open to this client.");
        }
    }

    /// Consent is asked for every time, so nothing can be answered without a person.
    private static void promptCanBeHonoured(Asked asked) {
        if (asked.prompts().contains("none")) {
            throw Refusal.of(INTERACTION_REQUIRED, "A person has to consent every time.");
        }
    }
}
