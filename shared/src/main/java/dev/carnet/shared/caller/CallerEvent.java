package dev.carnet.shared.caller;

import dev.carnet.shared.audit.Event;
import java.time.Instant;

/// An audit event with the fields every event of a caller has: who, in which role, by which
/// credential.
public final class CallerEvent {

    private CallerEvent() {}

    /// An event of that act in the caller's workspace: `sub`, `role`, `kind`, and of `jti`, `cl`,
    /// `grant`, `agent`, `sess`, `key` those the credential has. For a key or passport that a
    /// client acts with (RFC 8693), `cl` is that client.
    public static Event of(Caller caller, String act, Instant at) {
        Event event =
                Event.of(caller.workspace(), act, at)
                        .with("sub", caller.subject())
                        .with("role", caller.role().wire())
                        .with("cl", caller.actor());
        return switch (caller.credential()) {
            case Caller.Credential.AccessToken token ->
                    event.with("kind", "access")
                            .with("jti", token.jti())
                            .with("cl", token.client())
                            .with("grant", token.grant());
            case Caller.Credential.Passport passport ->
                    event.with("kind", "passport")
                            .with("jti", passport.jti())
                            .with("agent", passport.agent())
                            .with("sess", passport.session());
            case Caller.Credential.Key key -> event.with("kind", "key").with("key", key.id());
            case Caller.Credential.Page page -> event.with("kind", "page");
        };
    }
}
