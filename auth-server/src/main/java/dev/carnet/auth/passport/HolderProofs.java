package dev.carnet.auth.passport;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.proof.Nonces;
import dev.carnet.shared.proof.Possession;
import dev.carnet.shared.proof.ProofLimits;
import dev.carnet.shared.proof.ProofRequest;
import dev.carnet.shared.proof.ProofStore;
import dev.carnet.shared.proof.ProofVerdict;
import dev.carnet.shared.startup.ServiceConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.text.ParseException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// The keys that passports are bound to (RFC 9449), where they are asked for and where whoever
/// holds one shows it in a body.
@Singleton
final class HolderProofs {

    private static final String HEADER = "DPoP";
    private static final String NONCE = "DPoP-Nonce";

    private final Possession possession;
    private final ServiceConfig config;

    HolderProofs(ProofStore store, Nonces nonces, ServiceConfig config, Clock clock) {
        this.possession = new Possession(store, nonces, ProofLimits.PAST_AT_ISSUER, clock);
        this.config = config;
    }

    /// The key that whoever was let in at the door and asks for a passport proves, if they do: what
    /// they get is bound to it.
    Uni<Optional<String>> asking(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        return isForTheirToken(request)
                ? Uni.createFrom().item(judged(request))
                : askingOutside(routing);
    }

    /// The same at a route that is open to all: nobody has judged anything there, whatever the
    /// header `Authorization` says.
    Uni<Optional<String>> askingOutside(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        List<String> proofs = request.headers().getAll(HEADER);
        if (proofs.isEmpty()) {
            return Uni.createFrom().item(Optional.empty());
        }
        var asked = ProofRequest.forToken(proofs, request.method().name(), url(request));
        return prove(request, asked, _ -> {}).map(Optional::of);
    }

    /// That whoever shows a bound passport holds its key.
    ///
    /// @param mistrusted hears why it was not proven
    Uni<Void> holding(
            RoutingContext routing, String token, String key, Consumer<String> mistrusted) {
        HttpServerRequest request = routing.request();
        List<String> proofs = request.headers().getAll(HEADER);
        if (proofs.isEmpty()) {
            mistrusted.accept("proof_missing");
            throw new Refused(
                    Refusal.INVALID_TOKEN, "This passport is bound to a key: send a DPoP proof.");
        }
        var asked =
                ProofRequest.withToken(proofs, request.method().name(), url(request), token, key);
        return prove(request, asked, mistrusted).replaceWithVoid();
    }

    private String url(HttpServerRequest request) {
        return config.issuer() + request.path();
    }

    private Uni<String> prove(
            HttpServerRequest request, ProofRequest asked, Consumer<String> mistrusted) {
        return possession
                .prove(asked, config.dpopNonce())
                .map(verdict ->
                        switch (verdict) {
                            case ProofVerdict.Proven proven -> proven.key();
                            case ProofVerdict.Refused refused -> {
                                mistrusted.accept(refused.reason());
                                throw new Refused(Refusal.INVALID_TOKEN, refused.publicText());
                            }
                            case ProofVerdict.NonceWanted _ -> {
                                request.response().putHeader(NONCE, possession.nonce());
                                throw new Refused(
                                        Refusal.INVALID_TOKEN,
                                        "The DPoP proof needs the nonce of the header DPoP-Nonce.");
                            }
                        });
    }

    /// A proof that came with a bound token was judged, and used up, at the door.
    private static boolean isForTheirToken(HttpServerRequest request) {
        return Optional.ofNullable(request.getHeader("Authorization"))
                .filter(header -> header.toLowerCase(Locale.ROOT).startsWith("dpop "))
                .isPresent();
    }

    private static Optional<String> judged(HttpServerRequest request) {
        return request.headers().getAll(HEADER).stream().findFirst().map(HolderProofs::thumbprint);
    }

    private static String thumbprint(String judged) {
        try {
            JWSHeader header = JWSObject.parse(judged).getHeader();
            return header.getJWK().computeThumbprint().toString();
        } catch (ParseException | JOSEException broken) {
            throw new IllegalStateException("a proof that was judged cannot be read", broken);
        }
    }
}
