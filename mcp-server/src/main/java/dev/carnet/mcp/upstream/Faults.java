package dev.carnet.mcp.upstream;

import dev.carnet.shared.fetch.FetchFailure;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import java.security.cert.CertificateException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/// What an exception of the network means.
final class Faults {

    private static final int CAUSES = 8;

    private Faults() {}

    static Fault of(Throwable cause) {
        if (cause instanceof Fault known) {
            return known;
        }
        if (cause instanceof FetchFailure failure) {
            return ofTheName(failure);
        }
        if (cause instanceof ConnectionPoolTooBusyException) {
            return Fault.of(FaultClass.TRANSPORT, "Too many requests wait for the server.");
        }
        if (isTls(cause)) {
            return Fault.counting(
                    FaultClass.TLS, "TLS failed: the certificate or the handshake is not good.");
        }
        return cause instanceof IllegalArgumentException
                ? Fault.of(FaultClass.AUTHENTICATION, "A header of the credential is malformed.")
                : Fault.counting(FaultClass.TRANSPORT, "The connection failed.");
    }

    private static Fault ofTheName(FetchFailure failure) {
        if (failure.isForbidden()) {
            return Fault.of(
                    FaultClass.TRANSPORT,
                    "The server's address is not one to connect to: an owner can allow a private"
                            + " host, and special addresses never are.");
        }
        return "fetch_busy".equals(failure.getMessage())
                ? Fault.of(FaultClass.TRANSPORT, "Too many names are being looked up: try again.")
                : Fault.counting(FaultClass.TRANSPORT, "The server's name has no address.");
    }

    private static boolean isTls(Throwable cause) {
        return Stream.iterate(cause, one -> one != null, Throwable::getCause)
                .limit(CAUSES)
                .anyMatch(
                        one -> one instanceof SSLException || one instanceof CertificateException);
    }
}
