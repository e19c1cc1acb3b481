package dev.carnet.auth.federation;

import com.nimbusds.jose.JWSObject;
import dev.carnet.auth.federation.IdTokenCheck.Verdict;
import dev.carnet.auth.http.Visitors;
import dev.carnet.auth.page.Cookies;
import dev.carnet.auth.person.Email;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Pkce;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.shared.startup.ServiceConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.text.ParseException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The two halves of the way through a provider (OpenID Connect Core §3.1): sending a browser there
/// with state, nonce and PKCE that wait for it here, and judging what it brings back.
@Singleton
public final class Federation {

    static final String CALLBACK = "/signin/callback";
    static final String COOKIE = "carnet_federation";

    private final ProviderStore store;
    private final Providers providers;
    private final BegunStore begunStore;
    private final Correspondence correspondence;
    private final Cookies cookies;
    private final Visitors visitors;
    private final Pool pool;
    private final Clock clock;
    private final String redirectUri;

    Federation(
            ProviderStore store,
            Providers providers,
            BegunStore begunStore,
            Correspondence correspondence,
            Cookies cookies,
            Visitors visitors,
            Pool pool,
            Clock clock,
            ServiceConfig config) {
        this.store = store;
        this.providers = providers;
        this.begunStore = begunStore;
        this.correspondence = correspondence;
        this.cookies = cookies;
        this.visitors = visitors;
        this.pool = pool;
        this.clock = clock;
        this.redirectUri = config.issuer() + CALLBACK;
    }

    /// Where the browser goes, and the `Set-Cookie` header that ties the answer to it.
    public record Away(String location, String cookie) {}

    /// What a provider said to what this browser asked.
    ///
    /// @param linking the person who wants to link the account, if it is about that
    /// @param email the person's address, if the provider verified it
    record Said(
            Provider provider,
            String subject,
            Optional<Email> email,
            Optional<String> linking,
            String returnTo) {}

    /// What is known while an answer is judged.
    private record Case(String source, Begun begun, Provider provider, Place place) {}

    /// Sends a browser to a provider.
    public Uni<Away> begin(
            HttpServerRequest request, String id, Optional<String> linking, String returnTo) {
        return store.open(pool, id)
                .map(found -> found.orElseThrow(() -> refused("federation_provider")))
                .chain(provider ->
                        correspondence
                                .place(provider, source(request))
                                .map(place ->
                                        place.orElseThrow(() -> refused("federation_metadata")))
                                .chain(place ->
                                        away(
                                                request,
                                                provider,
                                                place,
                                                begun(provider, linking, returnTo))));
    }

    private static Begun begun(Provider provider, Optional<String> linking, String returnTo) {
        return new Begun(
                provider.id(), OpaqueToken.fresh(""), OpaqueToken.fresh(""), linking, returnTo);
    }

    private Uni<Away> away(HttpServerRequest request, Provider provider, Place place, Begun begun) {
        String state = OpaqueToken.fresh("");
        String browser = cookies.read(request, COOKIE).orElseGet(() -> OpaqueToken.fresh(""));
        var query = new LinkedHashMap<String, String>();
        query.put("response_type", "code");
        query.put("client_id", provider.clientId());
        query.put("redirect_uri", redirectUri);
        query.put("scope", "openid email");
        query.put("state", state);
        query.put("nonce", begun.nonce());
        query.put("code_challenge", Pkce.challenge(begun.verifier()));
        query.put("code_challenge_method", "S256");
        String endpoint = place.authorizationEndpoint();
        String location =
                endpoint + (endpoint.contains("?") ? "&" : "?") + Correspondence.encode(query);
        return begunStore
                .insert(state, browser, begun, clock.instant())
                .replaceWith(
                        new Away(location, cookies.set(COOKIE, browser, Limits.FEDERATION_LIFE)));
    }

    /// Judges what a browser brings back.
    Uni<Said> finish(HttpServerRequest request, Parameters answer) {
        return cookies.read(request, COOKIE)
                .map(browser ->
                        begunStore.take(answer.one("state").orElse(""), browser, clock.instant()))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()))
                .map(begun -> begun.orElseThrow(() -> refused("federation_state")))
                .chain(begun -> open(request, begun))
                .chain(it -> redeem(it, answer))
                .onFailure(fault -> !(fault instanceof Refusal))
                .transform(_ -> refused("federation_answer"));
    }

    private Uni<Case> open(HttpServerRequest request, Begun begun) {
        String source = source(request);
        return store.open(pool, begun.provider())
                .map(found -> found.orElseThrow(() -> refused("federation_provider")))
                .chain(provider ->
                        correspondence
                                .place(provider, source)
                                .map(place ->
                                        new Case(
                                                source,
                                                begun,
                                                provider,
                                                place.orElseThrow(
                                                        () -> refused("federation_metadata")))));
    }

    private Uni<Said> redeem(Case it, Parameters answer) {
        demandIssuer(it, answer.one("iss"));
        String code = answer.one("code").orElseThrow(() -> refused("federation_error"));
        return correspondence
                .redeem(
                        it.place(),
                        it.provider(),
                        providers.secret(it.provider()),
                        Map.of(
                                "grant_type",
                                "authorization_code",
                                "code",
                                code,
                                "redirect_uri",
                                redirectUri,
                                "code_verifier",
                                it.begun().verifier()))
                .map(token -> token.orElseThrow(() -> refused("federation_token")))
                .chain(token -> verify(it, token));
    }

    /// A provider that names itself in its answers does so always, and nobody names another (RFC
    /// 9207 §2.4: mix-up).
    private static void demandIssuer(Case it, Optional<String> said) {
        boolean own = said.equals(Optional.of(it.provider().issuer()));
        if (!own && (said.isPresent() || it.place().names())) {
            throw refused("federation_issuer");
        }
    }

    private Uni<Said> verify(Case it, String token) {
        var check = new IdTokenCheck(it.provider().issuer(), it.provider().clientId());
        return correspondence
                .keys(it.place(), keyId(token), it.source())
                .map(keys -> check.check(token, keys, it.begun().nonce(), clock.instant()))
                .map(verdict -> said(it, verdict));
    }

    private static Said said(Case it, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Subject subject ->
                    new Said(
                            it.provider(),
                            subject.text(),
                            subject.email(),
                            it.begun().linking(),
                            it.begun().returnTo());
            case Verdict.Wrong wrong -> throw refused(wrong.reason());
        };
    }

    private static Optional<String> keyId(String token) {
        try {
            return Optional.ofNullable(JWSObject.parse(token).getHeader().getKeyID());
        } catch (ParseException | IllegalArgumentException notSigned) {
            return Optional.empty();
        }
    }

    private String source(HttpServerRequest request) {
        return visitors.of(request).address();
    }

    /// One public text for every reason.
    static Refusal refused(String reason) {
        return Refusal.because(
                ErrorCode.ACCESS_DENIED,
                "The other service did not sign you in here. Begin again from the sign-in page.",
                reason);
    }
}
