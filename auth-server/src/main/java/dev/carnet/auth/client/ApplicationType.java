package dev.carnet.auth.client;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Where a client runs (OpenID Connect Registration §2). It restricts nothing here: the rules for
/// redirect URIs are the same for both, because real clients leave it out or mix both kinds.
public enum ApplicationType {
    WEB,
    NATIVE;

    /// The value of `application_type`.
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The type of that wire name.
    public static Optional<ApplicationType> of(String wire) {
        return Arrays.stream(values()).filter(type -> type.wire().equals(wire)).findFirst();
    }

    /// The type of a client that does not say: native as soon as one URI is on the machine itself.
    public static ApplicationType guess(List<RedirectUri> uris) {
        boolean local = uris.stream().anyMatch(uri -> uri.isLoopback() || uri.host().isEmpty());
        return local ? NATIVE : WEB;
    }
}
