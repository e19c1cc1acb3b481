package dev.carnet.auth.client;

import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.shared.fetch.Errand;
import dev.carnet.shared.fetch.Fetches;
import dev.carnet.shared.fetch.Outcome;
import dev.carnet.shared.fetch.Wanted;
import dev.carnet.shared.startup.ServiceConfig;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Clients whose id is the URL of a document about them
/// (draft-ietf-oauth-client-id-metadata-document-02): looked up each time, through the guard of
/// fetches and what that keeps.
@Singleton
public final class ClientDocuments {

    private final Fetches fetches;
    private final boolean used;

    ClientDocuments(Fetches fetches, ServiceConfig config) {
        this.fetches = fetches;
        this.used = config.clientDocuments();
    }

    /// Whether a client id is meant as a URL; no other id has a colon.
    public static boolean isUrl(String clientId) {
        return clientId.startsWith("https://") || clientId.startsWith("http://");
    }

    /// The host of the document, if the id is meant as the URL of one.
    public static Optional<String> host(String clientId) {
        return isUrl(clientId)
                ? Optional.of(clientId.substring(clientId.indexOf("//") + 2).split("[/?]", 2)[0])
                : Optional.empty();
    }

    /// The document at that id, or a refusal that says what is wrong with it.
    ///
    /// @param source the address of whoever names the client
    Uni<ClientDocument> get(String clientId, String source) {
        if (!used) {
            return Uni.createFrom()
                    .failure(
                            refused(
                                    "Clients have to register here; documents are not fetched.",
                                    "client_documents_off"));
        }
        if (!isClientUrl(clientId)) {
            return Uni.createFrom()
                    .failure(
                            refused(
                                    "The client_id has to be an https URL with a path, without"
                                            + " fragment, user, foreign port or dot segments.",
                                    "client_url"));
        }
        return fetches.get(new Errand(clientId, Wanted.CLIENT_DOCUMENT, source))
                .map(outcome ->
                        switch (outcome) {
                            case Outcome.Document document ->
                                    read(clientId, document.body().getBytes());
                            case Outcome.Forbidden forbidden ->
                                    throw refused(
                                            "The client's metadata document is not at an address"
                                                    + " this server fetches from.",
                                            forbidden.reason());
                            case Outcome.Unavailable unavailable ->
                                    throw unavailable(unavailable.reason());
                        });
    }

    /// §3. A query is discouraged there and accepted here: it changes nothing about who speaks.
    private boolean isClientUrl(String clientId) {
        return clientId.length() <= Limits.CLIENT_URL_CHARACTERS
                && fetches.target(clientId)
                        .filter(target -> !target.path().equals("/"))
                        .isPresent();
    }

    private ClientDocument read(String clientId, byte[] body) {
        try {
            return ClientDocument.read(clientId, body, uri -> fetches.target(uri).isPresent());
        } catch (Refusal wrong) {
            throw refused(
                    "The client's metadata document cannot be used. " + wrong.publicText(),
                    "client_document");
        }
    }

    private static Refusal refused(String publicText, String reason) {
        return Refusal.because(ErrorCode.INVALID_CLIENT, publicText, reason);
    }

    /// Not `invalid_client`: on that, clients forget what they have and begin anew, which would not
    /// help while the document's host is away. What is asked for stays good and works again with
    /// it.
    private static Refusal unavailable(String reason) {
        return Refusal.because(
                ErrorCode.TEMPORARILY_UNAVAILABLE,
                "The client's metadata document could not be fetched; try again in a minute. Where"
                        + " Carnet cannot reach the internet, its operator sets"
                        + " CARNET_CLIENT_DOCUMENTS=false, and clients register instead.",
                reason);
    }
}
