package dev.carnet.auth.authorize;

import dev.carnet.auth.page.FormToken;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.signin.SignedIn;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/// `prompt=login` (OpenID Connect Core §3.1.2.1), granted once. From a query it is simply taken out
/// on the way to the sign-in page. A pushed request cannot be changed, so the way back carries,
/// sealed for that request, when the person was sent to sign in; only a later sign-in is a new one.
@Singleton
final class FreshSignIn {

    private static final String PARAMETER = "carnet_sent";
    private static final String PURPOSE = "fresh-sign-in";

    private final FormToken tokens;
    private final Clock clock;

    FreshSignIn(FormToken tokens, Clock clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    /// Whether the person still has to sign in anew.
    boolean isDue(AuthorizeRequest asked, String query, SignedIn person) {
        return asked.freshSignIn()
                && sent(asked, query).filter(person.authenticatedAt()::isAfter).isEmpty();
    }

    private Optional<Instant> sent(AuthorizeRequest asked, String query) {
        return asked.pushed()
                .flatMap(uri ->
                        Parameters.parse(query)
                                .one(PARAMETER)
                                .flatMap(token -> tokens.open(PURPOSE, uri, token)))
                .map(Instant::parse);
    }

    /// The query to come back with.
    String granted(AuthorizeRequest asked, String query) {
        return asked.pushed()
                .map(uri -> asked.freshSignIn() ? sentNow(query, uri) : query)
                .orElseGet(() -> Query.without(query, "prompt"));
    }

    private String sentNow(String query, String uri) {
        String now = clock.instant().toString();
        return Query.with(
                query, PARAMETER, tokens.seal(PURPOSE, uri, now, Limits.SIGN_IN_FORM_LIFE));
    }
}
