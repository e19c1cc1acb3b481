package dev.carnet.journeys.kills;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.carnet.bench.person.Person;
import dev.carnet.bench.person.RestApi;
import dev.carnet.local.stack.RunningCarnet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/// Everybody who works while things are killed: callers of a tool, and some who make keys.
final class Crowd {

    static final String OWNER = "owner@example.com";
    static final String PASSWORD = "correct horse battery staple";

    private static final int CALLERS = 64;
    private static final int KEY_MAKERS = 4;
    private static final String EVERYTHING = "carnet:read carnet:write carnet:operate";

    private final AtomicBoolean open = new AtomicBoolean(true);
    private final List<Thread> everybody = new ArrayList<>();
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    private Crowd() {}

    /// Sets everybody to work.
    static Crowd at(RunningCarnet carnet, Answers answers, SplittableRandom random)
            throws IOException, InterruptedException {
        var crowd = new Crowd();
        String key = ownersKey(carnet);
        List<URI> replicas = carnet.plan().replicas().stream().map(URI::create).toList();
        URI issuer = URI.create(carnet.plan().issuer());
        for (int caller = 0; caller < CALLERS; caller++) {
            crowd.join(
                    new Caller(
                            crowd.http, replicas, key, answers, crowd.open::get, random.split()));
        }
        for (int maker = 0; maker < KEY_MAKERS; maker++) {
            crowd.join(new KeyMaker(crowd.http, issuer, key, answers, crowd.open::get));
        }
        return crowd;
    }

    private void join(Runnable one) {
        everybody.add(Thread.startVirtualThread(one));
    }

    /// Asks everybody to stop.
    void stop() {
        open.set(false);
    }

    /// Waits until each has finished what it began.
    void awaitEnd() throws InterruptedException {
        for (Thread one : everybody) {
            one.join();
        }
    }

    /// A personal key with write access, made with a token for the REST API.
    private static String ownersKey(RunningCarnet carnet) throws IOException, InterruptedException {
        URI issuer = URI.create(carnet.plan().issuer());
        Person owner = new Person(issuer, OWNER, PASSWORD);
        RestApi rest =
                new RestApi(issuer, owner.authorize(issuer + "/api/v1", EVERYTHING).access());
        return rest.post(
                        "/keys",
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("name", "kills")
                                .put("kind", "personal")
                                .put("access", "write")
                                .put("expires", "30d"))
                .expect(201)
                .get("key")
                .asText();
    }
}
