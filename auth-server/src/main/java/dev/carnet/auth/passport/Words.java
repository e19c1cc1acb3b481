package dev.carnet.auth.passport;

import dev.carnet.auth.http.Visitors;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.token.TokenClaims;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Passports that rest on a platform's word go on with a fresh word of the same issuer only,
/// whoever has them and whatever key they are bound to. What was delegated from one goes on for as
/// long as that one lives, and so no longer than the word.
@Singleton
final class Words {

    private final Vouchers vouchers;
    private final Presentations presentations;
    private final Visitors visitors;

    Words(Vouchers vouchers, Presentations presentations, Visitors visitors) {
        this.vouchers = vouchers;
        this.presentations = presentations;
        this.visitors = visitors;
    }

    /// Whether nothing but its issuer's word stands behind that passport.
    static boolean rests(TokenClaims claims) {
        return claims.mandate().parent().isEmpty()
                && claims.session().filter(session -> Ids.is("tis", session)).isPresent();
    }

    /// The issuer whose word the caller came with, if it did.
    static Optional<String> issuer(Caller caller) {
        return caller.credential() instanceof Credential.Passport asserted
                ? Optional.of(asserted.session()).filter(session -> Ids.is("tis", session))
                : Optional.empty();
    }

    /// The word that a passport is to go on with, if it needs one.
    Uni<Optional<Vouched>> fresh(
            RoutingContext routing, TokenClaims claims, Optional<String> assertion) {
        if (!rests(claims)) {
            assertion.ifPresent(_ -> {
                throw Refused.field(
                        "/assertion", "is for passports that rest on a platform's word");
            });
            return Uni.createFrom().item(Optional.empty());
        }
        String word =
                assertion.orElseThrow(() ->
                        new Refused(
                                Refusal.INVALID_TOKEN,
                                "It rests on a platform's word: send a fresh token of the platform"
                                        + " as assertion."));
        return vouchers.judge(word, claims.subject(), visitors.of(routing.request()).address())
                .invoke(vouched -> demandSame(claims, vouched))
                .onFailure()
                .transform(why -> presentations.wrong(routing, why))
                .map(Optional::of);
    }

    /// The rule may say less by now.
    private static void demandSame(TokenClaims claims, Vouched vouched) {
        var caller = vouched.caller();
        boolean same =
                caller.credential() instanceof Credential.Passport passport
                        && claims.session().equals(Optional.of(passport.session()))
                        && caller.workspace().equals(claims.workspace());
        if (!same) {
            throw new Refused(
                    Refusal.INVALID_TOKEN, "Another issuer vouched for this passport before.");
        }
        if (!caller.scopes().containsAll(claims.scopes())) {
            throw new Refused(
                    Refusal.PASSPORT_REVOKED,
                    "The agent may have less now than this passport says: hand it in at"
                            + " /passports/checkout, and ask for a new one.");
        }
    }
}
