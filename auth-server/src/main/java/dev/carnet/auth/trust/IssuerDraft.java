package dev.carnet.auth.trust;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSAlgorithm;
import dev.carnet.auth.client.ClientKeys;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.ScopeList;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Judges what an admin says about an issuer. Nothing is dropped or replaced: what cannot hold is
/// refused by name.
record IssuerDraft(ApiCall call, TrustedIssuerRequest request) {

    /// The issuer as it would be trusted.
    ///
    /// @param version the one the draft was made for
    TrustedIssuer issuer(String id, Instant createdAt, int version) {
        demandRight();
        Kind kind = Kind.of(request.kind()).orElseThrow();
        return new TrustedIssuer(
                call.workspace(),
                id,
                kind.wire(),
                request.name(),
                https("/issuer", request.issuer()),
                jwks(),
                request.jwksUri().map(uri -> https("/jwks_uri", uri)),
                algorithms(),
                scopes(),
                kind == Kind.ID_JAG && request.linkByEmail().orElse(false),
                request.tenant(),
                request.clients().orElse(List.of()),
                request.audiences().orElse(List.of()),
                rules(kind),
                TrustedIssuer.ACTIVE,
                createdAt,
                version);
    }

    /// An issuer that says who somebody is could say it is an owner; so only owners trust one.
    private void demandRight() {
        if (request.kind().equals(Kind.ID_JAG.wire()) && call.caller().role() != Role.OWNER) {
            throw Refused.role("Only an owner lets an issuer speak for people.");
        }
    }

    private static String https(String pointer, String text) {
        try {
            URI uri = URI.create(text);
            boolean fine =
                    "https".equals(uri.getScheme())
                            && uri.getHost() != null
                            && uri.getUserInfo() == null
                            && uri.getFragment() == null
                            && uri.getQuery() == null;
            if (fine) {
                return text;
            }
        } catch (IllegalArgumentException notAUri) {
            // falls through to the one refusal
        }
        throw Refused.field(pointer, "is an https URL without query and fragment");
    }

    private Optional<String> jwks() {
        Optional<JsonNode> jwks = request.jwks().filter(node -> !node.isNull());
        if (jwks.isPresent() && request.jwksUri().isPresent()) {
            throw Refused.field("/jwks_uri", "is given beside jwks");
        }
        try {
            return jwks.map(JsonNode::toString).map(ClientKeys::accept);
        } catch (Refusal unusable) {
            throw Refused.field("/jwks", unusable.publicText());
        }
    }

    private List<String> algorithms() {
        List<String> known = ClientKeys.ALGORITHMS.stream().map(JWSAlgorithm::getName).toList();
        List<String> named = request.algorithms().orElse(known);
        if (!known.containsAll(named)) {
            throw Refused.field("/algorithms", "names what is not used here; use " + known);
        }
        return named.stream().distinct().toList();
    }

    private List<String> scopes() {
        return ScopeList.names(
                ScopeList.parseWithin(
                        "/scopes",
                        request.scopes().orElse(List.of(Scope.READ.wire())),
                        call.caller().scopes()));
    }

    private List<WorkloadRule> rules(Kind kind) {
        List<WorkloadRule> rules = request.rules().orElse(List.of());
        if ((kind == Kind.WORKLOAD) == rules.isEmpty()) {
            throw Refused.field("/rules", "belongs to workload issuers, and each has one");
        }
        rules.forEach(this::check);
        return rules;
    }

    private void check(WorkloadRule rule) {
        if (rule.clientId().isPresent() == rule.agentId().isPresent()) {
            throw Refused.field("/rules", "names either a client or an agent in each rule");
        }
        if (!rule.saysSomething()) {
            throw Refused.field("/rules", "has a claim that any value would fit");
        }
        if (rule.claims().keySet().stream().anyMatch(IssuerDraft::isBadPointer)) {
            throw Refused.field("/rules", "has a claim that is no JSON pointer");
        }
        ScopeList.parseWithin("/rules", rule.scopes(), call.caller().scopes());
    }

    private static boolean isBadPointer(String name) {
        return name.startsWith("/") && name.matches(".*~([^01].*|$)");
    }
}
