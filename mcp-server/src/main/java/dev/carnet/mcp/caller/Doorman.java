package dev.carnet.mcp.caller;

import dev.carnet.mcp.caller.Admission.Admitted;
import dev.carnet.mcp.caller.Admission.TurnedAway;
import dev.carnet.mcp.stream.HttpAnswer;
import dev.carnet.mcp.tool.Place;
import dev.carnet.mcp.tool.Presented;
import dev.carnet.mcp.usage.KeyUse;
import dev.carnet.shared.audit.RefusalCounts;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.CallerCheck;
import dev.carnet.shared.caller.Identification;
import dev.carnet.shared.desk.WrongCredentials;
import dev.carnet.shared.proof.ProofVerdict;
import dev.carnet.shared.rest.ProtectedResource;
import dev.carnet.shared.secret.ApiKeyText;
import dev.carnet.shared.startup.ServiceConfig;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/// Looks at the credential of a request before its body is read. Nothing here waits for anything,
/// except for the proof of a token that is bound to a key (RFC 9449).
@ApplicationScoped
public class Doorman {

    private final CallerCheck callers;
    private final RefusalCounts counts;
    private final KeyUse keyUse;
    private final CallerProofs proofs;
    private final WrongCredentials wrong;
    private final DoorWitness witness;
    private final String audience;
    private final Optional<String> passports;
    private final Refusals refusals;
    private final ServiceConfig config;

    @Inject
    Doorman(
            CallerCheck callers,
            RefusalCounts counts,
            KeyUse keyUse,
            CallerProofs proofs,
            WrongCredentials wrong,
            DoorWitness witness,
            ServiceConfig config) {
        this(
                callers,
                counts,
                keyUse,
                proofs,
                wrong,
                witness,
                config,
                resource(config),
                Optional.empty());
    }

    private Doorman(
            CallerCheck callers,
            RefusalCounts counts,
            KeyUse keyUse,
            CallerProofs proofs,
            WrongCredentials wrong,
            DoorWitness witness,
            ServiceConfig config,
            ProtectedResource resource,
            Optional<String> passports) {
        this.callers = callers;
        this.counts = counts;
        this.keyUse = keyUse;
        this.proofs = proofs;
        this.wrong = wrong;
        this.witness = witness;
        this.config = config;
        this.audience = resource.resource();
        this.passports = passports;
        this.refusals = new Refusals(resource);
    }

    /// The same doorman at the door of another resource.
    public Doorman at(ProtectedResource other) {
        return new Doorman(
                callers, counts, keyUse, proofs, wrong, witness, config, other, Optional.empty());
    }

    /// The same doorman at that place. A token for one place is refused at every other; passports
    /// are for the whole endpoint, and what of it an agent gets is decided by what is assigned to
    /// it.
    public Doorman at(Place place) {
        return switch (place) {
            case Place.Whole _ -> this;
            case Place.Toolset toolset ->
                    new Doorman(
                            callers,
                            counts,
                            keyUse,
                            proofs,
                            wrong,
                            witness,
                            config,
                            resource(config, toolset),
                            Optional.of(audience));
        };
    }

    /// A toolset as a protected resource of its own.
    public static ProtectedResource resource(ServiceConfig config, Place.Toolset toolset) {
        String url = config.mcpUrl() + "/" + toolset.workspace() + "/" + toolset.slug();
        return ProtectedResource.of(url, "Carnet " + toolset.slug(), config.issuer());
    }

    /// The MCP endpoint as a protected resource (RFC 9728).
    public static ProtectedResource resource(ServiceConfig config) {
        return ProtectedResource.of(config.mcpUrl(), "Carnet", config.issuer());
    }

    /// Lets the caller in, or says with which answer not.
    public Admission admit(HttpServerRequest request, String requestId) {
        MultiMap headers = request.headers();
        List<String> authorization = headers.getAll("Authorization");
        List<String> apiKey = headers.getAll("X-Api-Key");
        if (authorization.size() > 1 || apiKey.size() > 1) {
            return away("malformed", malformed("A credential header is repeated.", requestId));
        }
        return switch (identify(first(authorization), first(apiKey))) {
            case Identification.Known known ->
                    admitted(known.caller(), presented(authorization, apiKey));
            case Identification.Bound bound ->
                    new Admission.Proving(
                            proofs.prove(request, bound)
                                    .invoke(verdict -> seen(request, bound, verdict))
                                    .map(verdict -> proven(bound, verdict, requestId)));
            case Identification.Missing missing ->
                    away("no_credential", refusals.missing(requestId));
            case Identification.Refused refused -> refused(request, refused, requestId);
            case Identification.Malformed malformed ->
                    away("malformed", malformed(malformed.publicText(), requestId));
            case Identification.Unavailable unavailable ->
                    away("picture_stale", refusals.unavailable(requestId));
        };
    }

    private TurnedAway refused(
            HttpServerRequest request, Identification.Refused refused, String requestId) {
        String address = address(request);
        refused.whose().ifPresent(caller -> witness.turnedAway(caller, refused.reason(), address));
        return wrong.isOneTooMany(address, refused)
                ? away("too_many_wrong", refusals.tooMany(requestId))
                : away(refused.reason(), refusals.invalidToken(refused.publicText(), requestId));
    }

    private void seen(HttpServerRequest request, Identification.Bound bound, ProofVerdict verdict) {
        if (verdict instanceof ProofVerdict.Refused refused) {
            witness.turnedAway(bound.caller(), refused.reason(), address(request));
        }
    }

    private Identification identify(Optional<String> authorization, Optional<String> apiKey) {
        Identification found = callers.identify(authorization, apiKey, audience);
        return found instanceof Identification.Refused
                ? passports
                        .map(whole -> callers.identify(authorization, apiKey, whole))
                        .filter(Doorman::isPassport)
                        .orElse(found)
                : found;
    }

    private static boolean isPassport(Identification found) {
        return switch (found) {
            case Identification.Known known -> isPassport(known.caller());
            case Identification.Bound bound -> isPassport(bound.caller());
            case Identification.Missing _,
                    Identification.Refused _,
                    Identification.Malformed _,
                    Identification.Unavailable _ ->
                    false;
        };
    }

    private static boolean isPassport(Caller caller) {
        return caller.credential() instanceof Caller.Credential.Passport;
    }

    private Admission proven(Identification.Bound bound, ProofVerdict verdict, String requestId) {
        return switch (verdict) {
            case ProofVerdict.Proven _ ->
                    admitted(bound.caller(), new Presented(bound.token(), false, true));
            case ProofVerdict.Refused refused ->
                    away(refused.reason(), refusals.invalidProof(refused.publicText(), requestId));
            case ProofVerdict.NonceWanted _ ->
                    away("nonce_wanted", refusals.useNonce(proofs.nonce(), requestId));
        };
    }

    /// The refusals this door speaks.
    public Refusals refusals() {
        return refusals;
    }

    private Admitted admitted(Caller caller, Presented presented) {
        keyUse.seen(caller);
        return new Admitted(caller, presented);
    }

    private TurnedAway away(String reason, HttpAnswer answer) {
        counts.count(reason);
        return new TurnedAway(answer);
    }

    private HttpAnswer malformed(String publicText, String requestId) {
        return refusals.of(400, "invalid_request", "Bad request", publicText, requestId);
    }

    private static Presented presented(List<String> authorization, List<String> apiKey) {
        String secret =
                first(authorization)
                        .filter(header -> header.regionMatches(true, 0, "bearer ", 0, 7))
                        .map(header -> header.substring(7).strip())
                        .or(() -> first(apiKey).map(String::strip))
                        .orElse("");
        return new Presented(secret, secret.startsWith(ApiKeyText.PREFIX));
    }

    /// Where a request comes from.
    public static String address(HttpServerRequest request) {
        return Optional.ofNullable(request.remoteAddress())
                .map(SocketAddress::hostAddress)
                .orElse("");
    }

    private static Optional<String> first(List<String> values) {
        return values.stream().findFirst();
    }
}
