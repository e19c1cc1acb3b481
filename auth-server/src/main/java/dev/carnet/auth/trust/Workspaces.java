package dev.carnet.auth.trust;

import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import java.util.List;

/// Which workspace an assertion is for, when several trust its issuer.
final class Workspaces {

    /// Our own parameter, as at the authorization endpoint.
    private static final String WORKSPACE = "carnet_workspace";

    private Workspaces() {}

    /// Whether the assertion may be about that issuer's workspace.
    static boolean isAbout(TrustedIssuer issuer, Assertion assertion, Parameters form) {
        return isNamed(issuer, form) && isOfTenant(issuer, assertion);
    }

    /// Whether the request means that issuer's workspace, or names none.
    static boolean isNamed(TrustedIssuer issuer, Parameters form) {
        return form.one(WORKSPACE).map(issuer.workspace()::equals).orElse(true);
    }

    /// Whether the assertion is of the organisation that is trusted.
    static boolean isOfTenant(TrustedIssuer issuer, Assertion assertion) {
        return issuer.tenant()
                .map(tenant ->
                        assertion.claims().path(tenant.claim()).isTextual()
                                && assertion
                                        .claims()
                                        .path(tenant.claim())
                                        .textValue()
                                        .equals(tenant.value()))
                .orElse(true);
    }

    /// The only one: to guess would let one workspace catch what is meant for another.
    static <T> T only(List<T> possible) {
        if (possible.size() > 1) {
            throw Refusal.invalidRequest(
                    "Several workspaces trust this issuer for this; name one with "
                            + WORKSPACE
                            + ".");
        }
        return possible.stream()
                .findFirst()
                .orElseThrow(() -> Refusal.invalidGrant("assertion_about_nobody_here"));
    }
}
