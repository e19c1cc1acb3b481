package dev.carnet.auth.passport;

import dev.carnet.auth.http.Visitors;
import dev.carnet.auth.rest.Limits;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.network.RateLimit;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;

/// How often something may be shown at the routes whose credential is in the body, at this replica.
/// What does not hold is counted for the address it comes from; what holds for itself, after it was
/// judged. So no passport is shut out by what others do from its address: behind one there may be
/// all agents of a network, and all those that report through the gateway.
@Singleton
class Presentations {

    private final RateLimit wrong = new RateLimit(Limits.OPEN_PER_MINUTE);
    private final RateLimit used = new RateLimit(Limits.USES_PER_MINUTE);
    private final RateLimit verified = new RateLimit(Limits.VERIFIED_PER_MINUTE);
    private final Visitors visitors;

    Presentations(Visitors visitors) {
        this.visitors = visitors;
    }

    /// What to answer to something that does not hold; that we cannot tell is nobody's fault.
    Throwable wrong(RoutingContext routing, Throwable why) {
        return why instanceof Refused refused && refused.refusal() != Refusal.UNAVAILABLE
                ? counted(routing, refused)
                : why;
    }

    private Refused counted(RoutingContext routing, Refused refused) {
        return admits(routing) ? refused : tooMany();
    }

    /// Something was shown that we did not sign.
    void unproven(RoutingContext routing) {
        if (!admits(routing)) {
            throw tooMany();
        }
    }

    private boolean admits(RoutingContext routing) {
        return wrong.admits(visitors.of(routing.request()).address());
    }

    private static Refused tooMany() {
        return new Refused(
                Refusal.TOO_MANY_REQUESTS,
                "At most %d a minute that do not hold from one address."
                        .formatted(Limits.OPEN_PER_MINUTE));
    }

    /// Somebody who proved to hold it does something with it.
    ///
    /// @param whose the line of a passport, or the agent that signed
    void use(String whose) {
        demand(used, Limits.USES_PER_MINUTE, whose);
    }

    /// Somebody asks what a passport is worth that we signed.
    void verify(String passport) {
        demand(verified, Limits.VERIFIED_PER_MINUTE, passport);
    }

    private static void demand(RateLimit limit, int perMinute, String whose) {
        if (!limit.admits(whose)) {
            throw new Refused(
                    Refusal.TOO_MANY_REQUESTS,
                    "At most %d a minute with one passport.".formatted(perMinute));
        }
    }
}
