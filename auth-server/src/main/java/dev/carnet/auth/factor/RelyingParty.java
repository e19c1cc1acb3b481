package dev.carnet.auth.factor;

import dev.carnet.shared.startup.ServiceConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.regex.Pattern;

/// Who we are to a passkey (WebAuthn §5.1.2): the host of the issuer and its origin, from
/// configuration and never from a request. A passkey belongs to a name; an issuer that is a bare
/// address has none.
@Singleton
public final class RelyingParty {

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[.*");

    private final String id;
    private final String origin;

    @Inject
    RelyingParty(ServiceConfig config) {
        this(config.issuer());
    }

    RelyingParty(String issuer) {
        URI uri = URI.create(issuer);
        this.id = uri.getHost();
        this.origin = uri.getScheme() + "://" + uri.getRawAuthority();
    }

    /// Whether there can be passkeys here.
    public boolean hasName() {
        return !ADDRESS.matcher(id).matches();
    }

    /// The relying party's id: the host.
    public String id() {
        return id;
    }

    /// The one origin whose pages may use a passkey.
    public String origin() {
        return origin;
    }
}
