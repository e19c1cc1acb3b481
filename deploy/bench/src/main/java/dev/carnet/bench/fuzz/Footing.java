package dev.carnet.bench.fuzz;

import dev.carnet.bench.person.Person;
import dev.carnet.bench.person.Unexpected;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The tokens of a person for both APIs and the MCP endpoint: taken anew when they are old, or when
/// one of the requests ended them.
final class Footing {

    private static final int TRIES = 30;
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final String EVERYTHING = "carnet:read carnet:write carnet:operate";

    private final Person person;
    private final URI issuer;
    private final URI mcp;
    private final Map<String, String> tokens = new HashMap<>();
    private final Duration pause;
    private String client = "";

    Footing(Person person, URI issuer, URI mcp) {
        this(person, issuer, mcp, PAUSE);
    }

    Footing(Person person, URI issuer, URI mcp, Duration pause) {
        this.pause = pause;
        this.person = person;
        this.issuer = issuer;
        this.mcp = mcp;
    }

    /// A token that counts at that door, if it wants any.
    synchronized Optional<String> token(Door door) throws IOException {
        var resource = resource(door);
        if (resource.isEmpty()) {
            return Optional.empty();
        }
        var token = tokens.get(resource.get());
        if (token != null) {
            return Optional.of(token);
        }
        try {
            String fresh = patiently(resource.get());
            tokens.put(resource.get(), fresh);
            return Optional.of(fresh);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopped);
        }
    }

    /// A busy service says that it decided nothing, or takes no connection: then the same is asked
    /// again. Whatever else goes wrong is nobody's to repeat: what changes something may have
    /// changed it. (Pages that are only read are read again by the client itself.)
    private String patiently(String resource) throws IOException, InterruptedException {
        for (int tries = 1; tries < TRIES; tries++) {
            try {
                return authorize(resource);
            } catch (IOException lost) {
                demandRepeatable(lost);
                Thread.sleep(pause);
            }
        }
        return authorize(resource);
    }

    private static void demandRepeatable(IOException lost) throws IOException {
        boolean undecided = lost instanceof Unexpected answer && answer.undecided();
        if (!undecided && !(lost instanceof ConnectException)) {
            throw lost;
        }
    }

    /// By the client that was registered already, unless one of the requests ended that, too:
    /// registrations from one address are limited.
    private String authorize(String resource) throws IOException, InterruptedException {
        if (!client.isEmpty()) {
            try {
                return person.authorize(client, resource, EVERYTHING).access();
            } catch (Unexpected ended) {
                if (ended.undecided()) {
                    throw ended;
                }
                client = "";
            }
        }
        client = person.register();
        return person.authorize(client, resource, EVERYTHING).access();
    }

    /// A request that showed nothing but this token was answered with 401.
    synchronized void refused(Door door, String token) {
        resource(door).ifPresent(resource -> tokens.remove(resource, token));
    }

    private Optional<String> resource(Door door) {
        if (door.path().startsWith("/api/v1/")) {
            URI service = door.at() == Door.At.ISSUER ? issuer : mcp;
            return Optional.of(service.resolve("/api/v1").toString());
        }
        return door.path().equals("/mcp") ? Optional.of(mcp.toString()) : Optional.empty();
    }
}
