package dev.carnet.verifier;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.util.Optional;

/// Checks one passport from the command line, with nothing but a file of published keys:
///
/// ```sh
/// curl -s https://carnet.example/jwks >keys.json
/// java -cp carnet-verifier.jar:nimbus-jose-jwt.jar dev.carnet.verifier.Check \
///     keys.json https://carnet.example https://carnet.example/mcp ws_… <passport.txt
/// ```
public final class Check {

    private Check() {}

    /// Says whether it counts, and ends with 0 if so.
    ///
    /// @param arguments file of keys, issuer, audience, workspace; the passport comes by standard
    ///   input
    public static void main(String[] arguments) throws IOException, ParseException {
        System.exit(run(arguments, System.in, System.out));
    }

    static int run(String[] arguments, InputStream in, PrintStream out)
            throws IOException, ParseException {
        if (arguments.length != 4) {
            out.println("usage: Check KEYS_FILE ISSUER AUDIENCE WORKSPACE <PASSPORT");
            return 2;
        }
        var keys = new ImmutableJWKSet<SecurityContext>(JWKSet.load(new File(arguments[0])));
        var verifier =
                new PassportVerifier(
                        keys, arguments[1], arguments[2], arguments[3], Clock.systemUTC());
        String token = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        return switch (verifier.verify(token, Optional.empty())) {
            case Verdict.Valid(Passport passport) -> {
                out.println("valid " + passport.jti() + " of " + passport.agent());
                yield 0;
            }
            case Verdict.Refused(var reason, var why) -> {
                out.println("refused: " + reason + ", " + why);
                yield 1;
            }
        };
    }
}
