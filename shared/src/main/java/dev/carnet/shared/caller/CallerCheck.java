package dev.carnet.shared.caller;

import dev.carnet.shared.caller.Identification.Bound;
import dev.carnet.shared.caller.Identification.Known;
import dev.carnet.shared.caller.Identification.Malformed;
import dev.carnet.shared.caller.Identification.Missing;
import dev.carnet.shared.caller.Identification.Refused;
import dev.carnet.shared.caller.Identification.Refused.Kind;
import dev.carnet.shared.caller.Identification.Unavailable;
import dev.carnet.shared.picture.Objection;
import dev.carnet.shared.picture.Picture;
import dev.carnet.shared.picture.PictureHolder;
import dev.carnet.shared.picture.PictureView.Fresh;
import dev.carnet.shared.picture.PictureView.Stale;
import dev.carnet.shared.picture.Ties;
import dev.carnet.shared.secret.ApiKeyText;
import dev.carnet.shared.secret.KeyMac;
import dev.carnet.shared.token.TokenCheck;
import dev.carnet.shared.token.TokenClaims;
import dev.carnet.shared.token.TokenVerdict;
import dev.carnet.shared.token.TokenVerdict.Invalid;
import dev.carnet.shared.token.TokenVerdict.Valid;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/// Turns the credentials of a request into a caller, by the picture of this moment and without any
/// input or output.
public final class CallerCheck {

    private static final String BAD_CREDENTIAL = "The access token or key is not valid.";
    private static final String SEND_WITH_PROOF =
            "This token is bound to a key: send it with the scheme DPoP and a proof.";
    private static final String SEND_AS_BEARER =
            "This credential is not bound to a key: send it with the scheme Bearer.";

    private final PictureHolder pictures;
    private final TokenCheck tokens;
    private final KeyMac keyMac;
    private final Clock clock;
    private final VerifiedTokens verified = new VerifiedTokens();

    /// A check that decides by that picture.
    public CallerCheck(PictureHolder pictures, TokenCheck tokens, KeyMac keyMac, Clock clock) {
        this.pictures = pictures;
        this.tokens = tokens;
        this.keyMac = keyMac;
        this.clock = clock;
    }

    /// Who makes the request.
    ///
    /// @param authorization the header `Authorization`
    /// @param xApiKey the header `X-Api-Key`
    /// @param audience the resource identifier that a token must be meant for
    public Identification identify(
            Optional<String> authorization, Optional<String> xApiKey, String audience) {
        return switch (Credentials.of(authorization, xApiKey)) {
            case Credentials.Nothing _ -> new Missing();
            case Credentials.Confused confused -> new Malformed(confused.publicText());
            case Credentials.Presented presented ->
                    identify(
                            presented.text(),
                            audience,
                            presented.proven() ? Manner.WITH_PROOF : Manner.AS_IT_IS);
        };
    }

    /// Whom a token or key stands for, whatever key it is bound to: for who does not use it but
    /// asks about it, or has seen the proof already.
    public Identification whoever(String credential, String audience) {
        return identify(credential, audience, Manner.IN_HEARSAY);
    }

    /// How a credential is presented.
    private enum Manner {
        AS_IT_IS,
        WITH_PROOF,
        IN_HEARSAY
    }

    private Identification identify(String credential, String audience, Manner manner) {
        return switch (pictures.current()) {
            case Stale _ -> new Unavailable();
            case Fresh fresh ->
                    credential.startsWith(ApiKeyText.PREFIX)
                            ? inManner(Optional.empty(), key(fresh.picture(), credential), manner)
                            : token(fresh.picture(), credential, audience, manner);
        };
    }

    /// Whether what was presented that way is bound to a key, or not. Neither may pass for the
    /// other: a bound token without its proof is a stolen one (RFC 9449 §7.2).
    private static Identification inManner(
            Optional<Bound> bound, Identification found, Manner manner) {
        if (!(found instanceof Known known)) {
            return found;
        }
        return switch (manner) {
            case IN_HEARSAY -> found;
            case AS_IT_IS ->
                    bound.isEmpty()
                            ? found
                            : new Refused(SEND_WITH_PROOF, "bound_token", Kind.ENDED_OR_ELSEWHERE)
                                    .of(known.caller());
            case WITH_PROOF ->
                    bound.<Identification>map(token -> token)
                            .orElseGet(() ->
                                    new Refused(
                                            SEND_AS_BEARER,
                                            "token_not_bound",
                                            Kind.ENDED_OR_ELSEWHERE));
        };
    }

    private Identification key(Picture picture, String text) {
        return ApiKeyText.parse(text)
                .map(key -> key(picture, key))
                .orElseGet(() -> unknownKey("key_malformed"));
    }

    private Identification key(Picture picture, ApiKeyText key) {
        return picture.key(key.id())
                .map(placed ->
                        keyMac.matches(key, Base64.getDecoder().decode(placed.state().mac()))
                                ? CallerOf.key(picture, placed, clock.instant())
                                : unknownKey("key_secret_wrong"))
                .orElseGet(() -> unknownKey("key_unknown"));
    }

    private Identification token(Picture picture, String jwt, String audience, Manner manner) {
        return switch (verdict(picture, jwt, audience)) {
            case Invalid invalid ->
                    new Refused(
                            BAD_CREDENTIAL,
                            invalid.reason(),
                            invalid.signed() ? Kind.ENDED_OR_ELSEWHERE : Kind.UNKNOWN_TOKEN);
            case Valid valid -> {
                var found = CallerOf.token(picture, valid.claims(), clock.instant());
                yield inManner(bound(found, jwt, valid.claims()), found, manner);
            }
        };
    }

    private static Optional<Bound> bound(Identification found, String jwt, TokenClaims claims) {
        return found instanceof Known known
                ? claims.keyThumbprint().map(key -> new Bound(known.caller(), jwt, key))
                : Optional.empty();
    }

    private TokenVerdict verdict(Picture picture, String jwt, String audience) {
        Instant now = clock.instant();
        Optional<Valid> known =
                verified.find(jwt)
                        .filter(valid -> picture.verificationKey(valid.kid(), now).isPresent())
                        .filter(valid -> valid.claims().audience().equals(audience))
                        .filter(valid -> now.isBefore(valid.claims().expiresAt()));
        if (known.isPresent()) {
            return known.get();
        }
        verified.forget(jwt);
        var verdict = tokens.check(jwt, audience, kid -> picture.verificationKey(kid, now));
        if (verdict instanceof Valid valid) {
            verified.keep(jwt, valid);
        }
        return verdict;
    }

    /// The check repeated just before the act: why this caller may not go on, if so.
    public Optional<Objection> recheck(Caller caller) {
        return switch (pictures.current()) {
            case Stale _ -> Optional.of(Objection.of("picture_stale"));
            case Fresh fresh -> recheck(fresh.picture(), caller);
        };
    }

    /// Why the credential was withdrawn, if it was: what ends a call or stream that already runs. A
    /// credential that expires, or a role that changes, does not.
    public static Optional<Objection> withdrawn(Picture picture, Caller caller) {
        return picture.objection(CallerOf.ties(caller));
    }

    /// What the caller's credential hangs on, for a check against the tables themselves.
    public static Ties ties(Caller caller) {
        return CallerOf.ties(caller);
    }

    /// The same caller with the role of that picture, for a stream that outlives a change of role.
    public static Caller asOf(Picture picture, Caller caller) {
        return CallerOf.role(picture, caller)
                .map(role -> CallerOf.with(caller, role))
                .orElse(caller);
    }

    private Optional<Objection> recheck(Picture picture, Caller caller) {
        if (expired(caller)) {
            return Optional.of(Objection.of("expired"));
        }
        return picture.objection(CallerOf.ties(caller))
                .or(() -> lowered(CallerOf.role(picture, caller), caller));
    }

    private boolean expired(Caller caller) {
        return caller.credential()
                .expires()
                .filter(end -> !clock.instant().isBefore(end))
                .isPresent();
    }

    /// A role that changed since the request began: whatever was decided by it no longer stands.
    private static Optional<Objection> lowered(
            Optional<dev.carnet.shared.workspace.Role> now, Caller caller) {
        return now.equals(Optional.of(caller.role()))
                ? Optional.empty()
                : Optional.of(Objection.of("role_changed"));
    }

    static Refused refused(String reason) {
        return new Refused(BAD_CREDENTIAL, reason, Kind.ENDED_OR_ELSEWHERE);
    }

    private static Refused unknownKey(String reason) {
        return new Refused(BAD_CREDENTIAL, reason, Kind.UNKNOWN_KEY);
    }
}
