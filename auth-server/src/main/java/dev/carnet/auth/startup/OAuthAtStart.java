package dev.carnet.auth.startup;

import dev.carnet.auth.account.FirstOwner;
import dev.carnet.auth.http.TrustedProxies;
import dev.carnet.auth.mail.Post;
import dev.carnet.shared.fetch.FetchRules;
import dev.carnet.shared.fetch.FetchTrust;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

/// After the beginning: what the OAuth rooms refuse to start with, and the owner that an empty
/// Carnet gets before the first request is served.
@Singleton
public final class OAuthAtStart {

    private final Instance<TrustedProxies> proxies;
    private final Instance<FetchRules> fetchRules;
    private final Instance<FetchTrust> fetchTrust;
    private final Instance<FirstOwner> firstOwner;
    private final Instance<Post> post;

    OAuthAtStart(
            Instance<TrustedProxies> proxies,
            Instance<FetchRules> fetchRules,
            Instance<FetchTrust> fetchTrust,
            Instance<FirstOwner> firstOwner,
            Instance<Post> post) {
        this.post = post;
        this.proxies = proxies;
        this.fetchRules = fetchRules;
        this.fetchTrust = fetchTrust;
        this.firstOwner = firstOwner;
    }

    void begin(@Observes @Priority(2) StartupEvent event) {
        try {
            proxies.get();
            fetchRules.get();
            fetchTrust.get();
            post.get();
            firstOwner.get().ensure().await().indefinitely();
        } catch (RuntimeException failed) {
            throw NotStarted.because(failed);
        }
    }
}
