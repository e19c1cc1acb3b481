package dev.carnet.auth.key;

import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// Who may do what with which key. A key is never a way to more than its maker has: a write key
/// carries every scope, so only a credential with every scope makes or renews one.
final class KeyRules {

    private static final Set<Scope> EVERYTHING = EnumSet.allOf(Scope.class);

    private KeyRules() {}

    /// The person a new key belongs to, or who makes it for the workspace.
    static String maker(ApiCall call, KeyRequest request) {
        String person = call.person();
        if (!request.forPerson() && !Role.ADMINS.contains(call.caller().role())) {
            throw Refused.role("Only owners and admins make keys of the workspace.");
        }
        demandScopes(call, request.accessOrRead().equals(ApiKey.WRITE));
        return person;
    }

    /// Refuses to show the secret of a key to anybody it does not belong to: not even an admin may
    /// become another person this way.
    static void rotate(ApiCall call, ApiKey key) {
        boolean allowed =
                isSelf(call, key)
                        || (key.forPerson()
                                ? call.isPerson(key.personId())
                                : Role.ADMINS.contains(call.caller().role()));
        if (!allowed) {
            throw Refused.role("Only its owner rotates a personal key.");
        }
        demandScopes(call, key.mayWrite());
    }

    /// Whether the caller may know of the key and revoke it.
    static boolean reaches(ApiCall call, ApiKey key) {
        return Role.ADMINS.contains(call.caller().role())
                || isSelf(call, key)
                || (key.forPerson() && call.isPerson(key.personId()));
    }

    /// Which keys the caller's list holds.
    static KeyStore.Whose listed(ApiCall call) {
        if (Role.ADMINS.contains(call.caller().role())) {
            return new KeyStore.Whose(Optional.empty(), Optional.empty());
        }
        return call.caller().credential() instanceof Caller.Credential.Key own && !own.personal()
                ? new KeyStore.Whose(Optional.empty(), Optional.of(own.id()))
                : new KeyStore.Whose(Optional.of(call.caller().subject()), Optional.empty());
    }

    private static boolean isSelf(ApiCall call, ApiKey key) {
        return call.caller().credential() instanceof Caller.Credential.Key own
                && own.id().equals(key.id());
    }

    private static void demandScopes(ApiCall call, boolean write) {
        if (write) {
            call.demand(EVERYTHING, "A write key carries every scope; this needs all of them.");
        }
    }
}
