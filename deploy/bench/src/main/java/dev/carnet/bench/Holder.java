package dev.carnet.bench;

import java.net.URI;
import java.util.Optional;

/// Who holds a key and proves it at each request (RFC 9449).
public interface Holder {

    /// The value of the header `DPoP` of one request.
    ///
    /// @param token the access token that goes with it
    String proof(String method, URI url, Optional<String> token);
}
