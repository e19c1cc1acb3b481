package dev.carnet.auth.trust;

import dev.carnet.auth.protocol.Scopes;
import dev.carnet.shared.token.Scope;
import java.util.Optional;
import java.util.Set;

/// What a workload is here: the first rule of an issuer that is about it.
record Fit(TrustedIssuer issuer, WorkloadRule rule) {

    static Optional<Fit> of(TrustedIssuer issuer, Assertion assertion) {
        return issuer.rules().stream()
                .filter(rule -> rule.fits(assertion.claims()))
                .findFirst()
                .map(rule -> new Fit(issuer, rule));
    }

    /// The most that the workload has.
    Set<Scope> most() {
        return Scopes.common(issuer.most(), Scope.parse(String.join(" ", rule.scopes())));
    }

    /// Whom its assertion has to be for: as the issuer is configured, or us.
    ///
    /// @param self our own identifier
    Set<String> audiences(String self) {
        return issuer.audiences().isEmpty()
                ? Set.of(self, self + "/", self + "/token")
                : Set.copyOf(issuer.audiences());
    }
}
