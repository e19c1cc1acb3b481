package dev.carnet.mcp.notice;

import dev.carnet.shared.fetch.Fetches;
import dev.carnet.shared.fetch.Outcome;
import dev.carnet.shared.fetch.Sending;
import dev.carnet.shared.fetch.Wanted;
import dev.carnet.shared.secret.Sealer;
import dev.carnet.shared.startup.ServiceKeyset;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.List;

/// Sends signed requests through the guard.
@ApplicationScoped
public class Sender {

    private final Fetches fetches;
    private final Sealer sealer;
    private final Clock clock;

    Sender(Fetches fetches, ServiceKeyset keyset, Clock clock) {
        this.fetches = fetches;
        this.sealer = keyset.sealer();
        this.clock = clock;
    }

    /// Whether anything could ever be sent there.
    boolean mayReach(String url) {
        return fetches.target(url).isPresent();
    }

    /// Seals the secret of a destination.
    Buffer seal(String workspace, String webhook, String secret) {
        byte[] text = secret.getBytes(StandardCharsets.UTF_8);
        return Buffer.buffer(sealer.seal(text, place(workspace, webhook)));
    }

    /// Sends a body to a destination.
    ///
    /// @param webhook whose secrets they are
    /// @param secrets what to sign with, each of them
    Uni<Outcome> send(
            String workspace,
            String webhook,
            List<Buffer> secrets,
            String url,
            String delivery,
            String body) {
        return Uni.createFrom()
                .item(() -> secrets.stream().map(one -> open(workspace, webhook, one)).toList())
                .chain(texts ->
                        fetches.send(
                                new Sending(
                                        url,
                                        Wanted.RECEIPT,
                                        HttpMethod.POST,
                                        Signature.headers(texts, delivery, body, clock.instant()),
                                        Buffer.buffer(body))));
    }

    private String open(String workspace, String webhook, Buffer secret) {
        try {
            byte[] text = sealer.open(secret.getBytes(), place(workspace, webhook));
            return new String(text, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("webhook " + webhook + " cannot be opened", broken);
        }
    }

    /// Where the secret of a destination belongs.
    static String place(String workspace, String webhook) {
        return "webhook/" + workspace + "/" + webhook;
    }
}
