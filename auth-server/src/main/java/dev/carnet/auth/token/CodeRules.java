package dev.carnet.auth.token;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Pkce;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.protocol.Resources;
import java.time.Instant;
import java.util.Optional;

/// Whether a code may be redeemed (RFC 6749 §4.1.3, RFC 7636 §4.6, RFC 8707 §2.2). Nothing is spent
/// by a request that fails here.
final class CodeRules {

    /// What the look-up found out.
    sealed interface Judged {

        /// Everything matches: spend it.
        record Redeemable(Code code) implements Judged {}

        /// It was spent before: what it made has to be revoked (RFC 6749 §4.1.2).
        record Spent(Code code) implements Judged {}
    }

    private CodeRules() {}

    /// Judges a code that this client presents.
    static Judged judge(
            Optional<CodeStore.Found> row,
            Client client,
            Parameters form,
            Resources resources,
            Optional<String> provenKey,
            Instant now) {
        CodeStore.Found found = row.orElseThrow(() -> Refusal.invalidGrant("code_unknown"));
        Code code = found.code();
        require(code.grant().clientId().equals(client.id()), "code_of_another_client");
        if (found.spent()) {
            return new Judged.Spent(code);
        }
        require(now.isBefore(code.expiresAt()), "code_expired");
        require(!found.revoked(), "code_revoked");
        require(form.required("redirect_uri").equals(code.redirectUri()), "code_redirect_uri");
        require(Pkce.answers(form.required("code_verifier"), code.challenge()), "code_verifier");
        KeyBinding.demand(code.proofKey(), provenKey, "code");
        demandResource(form, resources, code.grant().resource());
        return new Judged.Redeemable(code);
    }

    /// The resource may be named again, but not changed.
    static void demandResource(Parameters form, Resources resources, String bound) {
        if (!resources.namedIn(form).orElse(bound).equals(bound)) {
            throw Refusal.of(ErrorCode.INVALID_TARGET, "The grant is for another resource.");
        }
    }

    private static void require(boolean holds, String reason) {
        if (!holds) {
            throw Refusal.invalidGrant(reason);
        }
    }
}
