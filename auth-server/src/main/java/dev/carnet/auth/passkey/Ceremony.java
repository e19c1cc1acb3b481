package dev.carnet.auth.passkey;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecord;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.verifier.exception.MaliciousCounterValueException;
import dev.carnet.auth.factor.RelyingParty;
import dev.carnet.auth.protocol.Limits;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// The two ceremonies (WebAuthn §7.1 and §7.2), checked by webauthn4j: type, challenge, origin,
/// name, presence, verification of the person, algorithm, signature, flags and count.
@Singleton
public final class Ceremony {

    /// What a passkey may sign with (COSE), the best first.
    static final List<COSEAlgorithmIdentifier> ALGORITHMS =
            List.of(
                    COSEAlgorithmIdentifier.ES256,
                    COSEAlgorithmIdentifier.EdDSA,
                    COSEAlgorithmIdentifier.RS256);

    /// An answer as browsers send it, of no passkey.
    private static final String NOBODYS =
            """
            {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "clientExtensionResults": {},
             "response": {"signature": "AAAA",
              "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiQUFBQSIsIm9yaWdpbiI6Imh0dHA6Ly9sb2NhbGhvc3QifQ",
              "authenticatorData": "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAAAQ"}}\
            """;

    private final ObjectConverter converter = new ObjectConverter();
    private final WebAuthnManager manager =
            WebAuthnManager.createNonStrictWebAuthnManager(converter);
    private final AttestedCredentialDataConverter attested =
            new AttestedCredentialDataConverter(converter);
    private final RelyingParty party;

    Ceremony(RelyingParty party) {
        this.party = party;
    }

    /// What the library does once takes too long for an event loop: done here, before the first
    /// request, where there can be passkeys at all.
    static void prepare(
            @Observes StartupEvent event, RelyingParty party, Instance<Ceremony> ceremony) {
        if (party.hasName() && ceremony.get().read(NOBODYS).isEmpty()) {
            throw new IllegalStateException("answers of passkeys cannot be read");
        }
    }

    /// Whether a signature is the passkey's.
    sealed interface Verdict {

        /// It is, with that count.
        record Right(long count) implements Verdict {}

        /// It is not; the reason is for the log.
        record Wrong(String reason) implements Verdict {}
    }

    /// The credential a new passkey of that person made, if it made it for this challenge.
    public Optional<Credential> registered(
            String json, Challenge challenge, String person, String email) {
        return readable(json, () -> manager.parseRegistrationResponseJSON(json))
                .flatMap(data -> check(data, challenge))
                .flatMap(data -> readable("", () -> credential(data, person, email)));
    }

    private Optional<RegistrationData> check(RegistrationData data, Challenge challenge) {
        var parameters = new RegistrationParameters(property(challenge), algorithms(), true, true);
        return readable("", () -> manager.verify(data, parameters));
    }

    private Credential credential(RegistrationData data, String person, String email) {
        var authenticator =
                Objects.requireNonNull(data.getAttestationObject()).getAuthenticatorData();
        AttestedCredentialData key =
                Objects.requireNonNull(authenticator.getAttestedCredentialData());
        return new Credential(
                Buffer.buffer(key.getCredentialId()),
                person,
                email,
                Buffer.buffer(attested.convert(key)),
                authenticator.getSignCount(),
                authenticator.isFlagBE());
    }

    /// The id of the credential that answered.
    static Optional<byte[]> id(AuthenticationData data) {
        return Optional.ofNullable(data.getCredentialId());
    }

    /// What a browser sent as an answer, if it can be read at all.
    Optional<AuthenticationData> read(String json) {
        return readable(json, () -> manager.parseAuthenticationResponseJSON(json));
    }

    /// Whether the answer is of that passkey, of its person, and to this challenge.
    Verdict check(AuthenticationData data, Credential credential, Challenge challenge) {
        if (!isOf(data, credential)) {
            return new Verdict.Wrong("passkey_person");
        }
        var parameters =
                new AuthenticationParameters(
                        property(challenge),
                        record(credential),
                        List.of(credential.id().getBytes()),
                        true,
                        true);
        try {
            manager.verify(data, parameters);
            return new Verdict.Right(
                    Objects.requireNonNull(data.getAuthenticatorData()).getSignCount());
        } catch (MaliciousCounterValueException copied) {
            return new Verdict.Wrong("passkey_counter");
        } catch (RuntimeException wrong) {
            return new Verdict.Wrong("passkey");
        }
    }

    /// A device that names the person names this one (WebAuthn §7.2 step 6).
    private static boolean isOf(AuthenticationData data, Credential credential) {
        byte[] person = credential.person().getBytes(StandardCharsets.UTF_8);
        return Optional.ofNullable(data.getUserHandle())
                .filter(handle -> handle.length > 0)
                .map(handle -> Arrays.equals(handle, person))
                .orElse(true);
    }

    private ServerProperty property(Challenge challenge) {
        return ServerProperty.builder()
                .origin(new Origin(party.origin()))
                .rpId(party.id())
                .challenge(new DefaultChallenge(challenge.bytes()))
                .build();
    }

    private CredentialRecord record(Credential credential) {
        return new CredentialRecordImpl(
                new NoneAttestationStatement(),
                true,
                credential.backupEligible(),
                false,
                credential.signCount(),
                attested.convert(credential.attested().getBytes()),
                null,
                null,
                null,
                Set.of());
    }

    private static List<PublicKeyCredentialParameters> algorithms() {
        return ALGORITHMS.stream()
                .map(algorithm ->
                        new PublicKeyCredentialParameters(
                                PublicKeyCredentialType.PUBLIC_KEY, algorithm))
                .toList();
    }

    /// Whatever the bytes of a stranger make a parser or a check throw, they are not a passkey's.
    private static <T> Optional<T> readable(String json, Supplier<T> work) {
        if (json.length() > Limits.PASSKEY_CHARACTERS) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(work.get());
        } catch (RuntimeException wrong) {
            return Optional.empty();
        }
    }
}
