package dev.carnet.shared.token;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The claims of every token Carnet issues (RFC 9068 plus the `carnet` object, version 1).
///
/// ```
/// {"iss","aud","sub","client_id","jti","iat","exp","scope":"a b","act":{"sub":"cli_…","act":{…}},
///  "cnf":{"jkt":"…"},
///  "carnet":{"v":1,"kind":"access|passport|service","ws":"ws_…","seq":17,
///            "grant":"grt_…","key":"key_…","agent":"agt_…","owner":"prs_…","session":"pss_…","intent":"…",
///            "rules":["xrl_…/1"]}}
/// ```
///
/// A passport may have more (version 2, which readers of version 1 refuse because they could not
/// hold it to it): `mode`, `interval`, `intent_services`, `services`, `line`, `parent`, `depth`,
/// `chain`; see {@link Mandate}.
///
/// @param seq the feed sequence the issuer had seen: a later revocation of the client, agent or
///   member ends this token, without comparing clocks
/// @param key the API key a short-lived exchanged token stands for (RFC 8693), so that its
///   revocation ends it too
/// @param session the passport session (delegation tree), not a browser's
/// @param actors `act` (RFC 8693 §4.1): who acts for the subject, and before it for whom, the
///   current one first
/// @param keyThumbprint `cnf.jkt` (RFC 9449 §6.1): the key the bearer has to prove
/// @param rules the exchange rules it was given by, each with its version: when a rule changes or
///   goes, what was given by it ends
/// @param mandate what a passport is for
public record TokenClaims(
        String issuer,
        String audience,
        String subject,
        String clientId,
        String jti,
        Instant issuedAt,
        Instant expiresAt,
        Set<Scope> scopes,
        TokenKind kind,
        String workspace,
        long seq,
        Optional<String> grant,
        Optional<String> key,
        Optional<String> agent,
        Optional<String> owner,
        Optional<String> session,
        Optional<String> intent,
        List<String> actors,
        Optional<String> keyThumbprint,
        List<String> rules,
        Mandate mandate) {

    /// So many may act for one another (RFC 8693 §4.1).
    public static final int MAX_ACTORS = 4;

    /// So many exchange rules may stand behind a token.
    public static final int MAX_RULES = 8;

    /// Claims with no mandate.
    public TokenClaims(
            String issuer,
            String audience,
            String subject,
            String clientId,
            String jti,
            Instant issuedAt,
            Instant expiresAt,
            Set<Scope> scopes,
            TokenKind kind,
            String workspace,
            long seq,
            Optional<String> grant,
            Optional<String> key,
            Optional<String> agent,
            Optional<String> owner,
            Optional<String> session,
            Optional<String> intent,
            List<String> actors,
            Optional<String> keyThumbprint,
            List<String> rules) {
        this(
                issuer,
                audience,
                subject,
                clientId,
                jti,
                issuedAt,
                expiresAt,
                scopes,
                kind,
                workspace,
                seq,
                grant,
                key,
                agent,
                owner,
                session,
                intent,
                actors,
                keyThumbprint,
                rules,
                Mandate.NONE);
    }

    /// Claims that no exchange rule stands behind.
    public TokenClaims(
            String issuer,
            String audience,
            String subject,
            String clientId,
            String jti,
            Instant issuedAt,
            Instant expiresAt,
            Set<Scope> scopes,
            TokenKind kind,
            String workspace,
            long seq,
            Optional<String> grant,
            Optional<String> key,
            Optional<String> agent,
            Optional<String> owner,
            Optional<String> session,
            Optional<String> intent,
            List<String> actors,
            Optional<String> keyThumbprint) {
        this(
                issuer,
                audience,
                subject,
                clientId,
                jti,
                issuedAt,
                expiresAt,
                scopes,
                kind,
                workspace,
                seq,
                grant,
                key,
                agent,
                owner,
                session,
                intent,
                actors,
                keyThumbprint,
                List.of());
    }

    /// The same claims, ending at that time.
    public TokenClaims until(Instant end) {
        return new TokenClaims(
                issuer,
                audience,
                subject,
                clientId,
                jti,
                issuedAt,
                end,
                scopes,
                kind,
                workspace,
                seq,
                grant,
                key,
                agent,
                owner,
                session,
                intent,
                actors,
                keyThumbprint,
                rules,
                mandate);
    }

    /// The same claims, bound to that key if there is one.
    public TokenClaims boundTo(Optional<String> thumbprint) {
        return new TokenClaims(
                issuer,
                audience,
                subject,
                clientId,
                jti,
                issuedAt,
                expiresAt,
                scopes,
                kind,
                workspace,
                seq,
                grant,
                key,
                agent,
                owner,
                session,
                intent,
                actors,
                thumbprint,
                rules,
                mandate);
    }

    /// The same claims with that mandate.
    public TokenClaims under(Mandate other) {
        return new TokenClaims(
                issuer,
                audience,
                subject,
                clientId,
                jti,
                issuedAt,
                expiresAt,
                scopes,
                kind,
                workspace,
                seq,
                grant,
                key,
                agent,
                owner,
                session,
                intent,
                actors,
                keyThumbprint,
                rules,
                other);
    }

    /// How a token with these claims is sent: `DPoP` when it is bound to a key (RFC 9449 §5).
    public String tokenType() {
        return keyThumbprint.isPresent() ? "DPoP" : "Bearer";
    }

    /// Who acts for the subject right now, if anybody does.
    public Optional<String> actor() {
        return actors.stream().findFirst();
    }
}
