package dev.carnet.mcp.offer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.pin.Backend;
import dev.carnet.mcp.pin.Backends;
import dev.carnet.mcp.pin.Clearance;
import dev.carnet.mcp.upstream.Bounds;
import dev.carnet.mcp.upstream.Broken;
import dev.carnet.mcp.upstream.Conversation;
import dev.carnet.mcp.upstream.Destination;
import dev.carnet.mcp.upstream.Era;
import dev.carnet.mcp.upstream.FaultClass;
import dev.carnet.mcp.upstream.Notice;
import dev.carnet.mcp.upstream.Offering;
import dev.carnet.mcp.upstream.Pass;
import dev.carnet.mcp.upstream.Probing;
import dev.carnet.mcp.upstream.Reply;
import dev.carnet.mcp.upstream.Slices;
import dev.carnet.mcp.upstream.Transport;
import dev.carnet.mcp.upstream.Upstreams;
import dev.carnet.mcp.upstream.Use;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.workspace.Ids;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Servers that a test makes, changes and breaks, in place of the registry and the way out.
@Alternative
@ApplicationScoped
public class TestServers implements Backends, Upstreams {

    /// What was used at any server: `slug kind name`.
    static final List<String> USED = new CopyOnWriteArrayList<>();

    private static final Map<String, Server> SERVERS = new ConcurrentHashMap<>();

    /// Puts these servers into the service under test, which wants a nonce with every proof: no
    /// caller of these servers has a key, so a start for that alone is saved.
    public static class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("carnet.dpop-nonce", "true");
        }

        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(TestServers.class);
        }
    }

    private record Watcher(
            String principal, String address, Set<String> resources, Consumer<Notice> ear) {}

    /// An answer that waits.
    ///
    /// @param asked complete once somebody waits for it
    /// @param answered completes it
    record Slow(CompletableFuture<Void> asked, CompletableFuture<Void> answered) {}

    /// A server, and what it lists.
    static final class Server {
        private final String workspace;
        private final String slug;
        private final String id = Ids.fresh("srv");
        private final Map<String, ObjectNode> tools = new LinkedHashMap<>();
        private final Map<String, ObjectNode> prompts = new LinkedHashMap<>();
        private final Map<String, ObjectNode> resources = new LinkedHashMap<>();
        private final Map<String, ObjectNode> templates = new LinkedHashMap<>();
        private volatile String address;
        private volatile boolean open = true;
        private volatile Optional<FaultClass> fault = Optional.empty();
        private volatile Optional<String> result = Optional.empty();
        private volatile Optional<String> connectAt = Optional.empty();
        private volatile Runnable asked = () -> {};
        private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
        private final Map<String, Slow> slow = new ConcurrentHashMap<>();

        private Server(String workspace, String slug) {
            this.workspace = workspace;
            this.slug = slug;
            this.address = "https://" + slug + ".example/mcp";
        }

        static Server of(String workspace, String slug) {
            var server = new Server(workspace, slug);
            SERVERS.put(server.id, server);
            return server;
        }

        /// Done when it is asked for updates, before anything else.
        Server whenAsked(Runnable work) {
            asked = work;
            return this;
        }

        String id() {
            return id;
        }

        String slug() {
            return slug;
        }

        Server tool(String name, String description) {
            var tool = Json.object().put("name", name).put("description", description);
            tool.putObject("inputSchema").put("type", "object");
            return tool(tool);
        }

        Server tool(ObjectNode tool) {
            tools.put(tool.path("name").asText(), tool);
            return this;
        }

        Server prompt(String name) {
            prompts.put(name, Json.object().put("name", name));
            return this;
        }

        Server resource(String uri) {
            resources.put(uri, Json.object().put("uri", uri).put("name", "one"));
            return this;
        }

        Server template(String uriTemplate) {
            templates.put(
                    uriTemplate, Json.object().put("uriTemplate", uriTemplate).put("name", "some"));
            return this;
        }

        void without(String tool) {
            tools.remove(tool);
        }

        void open(boolean value) {
            open = value;
        }

        void broken(FaultClass kind) {
            fault = Optional.of(kind);
        }

        void healthy() {
            fault = Optional.empty();
        }

        /// What every tool comes to: the members of its result, as they are.
        void result(String members) {
            result = Optional.of(members);
        }

        void connectAt(String url) {
            connectAt = Optional.of(url);
        }

        void connected() {
            connectAt = Optional.empty();
        }

        /// The next time that principal asks for the list, it is told what there is then, and late.
        Slow slow(String principal) {
            var slow = new Slow(new CompletableFuture<>(), new CompletableFuture<>());
            this.slow.put(principal, slow);
            return slow;
        }

        /// Says that its list is another.
        void tell() {
            watchers.forEach(one -> one.ear().accept(new Notice.ToolsChanged()));
        }

        /// Says that a resource has other contents, to those of that principal who asked.
        void updated(String uri, String principal) {
            watchers.stream()
                    .filter(one -> one.principal().equals(principal))
                    .filter(one -> one.resources().contains(uri))
                    .forEach(one -> one.ear().accept(new Notice.ResourceUpdated(uri)));
        }

        /// Who asked for updates: principal and resources.
        List<String> watched() {
            return watchers.stream()
                    .filter(one -> !one.resources().isEmpty())
                    .map(one -> one.principal() + " " + String.join(" ", one.resources()))
                    .toList();
        }

        /// Where they ask.
        String watchedAt() {
            return watchers.stream()
                    .filter(one -> !one.resources().isEmpty())
                    .map(Watcher::address)
                    .distinct()
                    .toList()
                    .toString();
        }

        /// Is reached somewhere else from now on.
        void move(String to) {
            address = to;
        }

        private Backend backend() {
            return new Backend(
                    slug,
                    "Server " + slug,
                    open,
                    new Destination(workspace, id, Transport.HTTP, address, Bounds.USUAL, false));
        }
    }

    @Override
    public List<Backend> everywhere() {
        return SERVERS.values().stream().map(Server::backend).toList();
    }

    @Override
    public List<Backend> all(String workspace) {
        return everywhere().stream()
                .filter(one -> one.workspace().equals(workspace))
                .sorted(Comparator.comparing(Backend::slug))
                .toList();
    }

    @Override
    public Uni<Clearance> clearance(Backend backend, Caller caller, Optional<Use.Act> act) {
        return Uni.createFrom()
                .item(() ->
                        server(backend.destination())
                                .connectAt
                                .<Clearance>map(Clearance.NeedsConnection::new)
                                .orElseGet(() -> ready(caller.subject())));
    }

    @Override
    public Uni<Clearance> own(Backend backend) {
        return Uni.createFrom().item(() -> ready("workspace"));
    }

    private static Clearance ready(String principal) {
        return new Clearance.Ready(new Pass(Map.of(), principal));
    }

    private static Server server(Destination destination) {
        return Optional.ofNullable(SERVERS.get(destination.serverId())).orElseThrow();
    }

    @Override
    public Uni<Offering> offer(Destination destination, Pass pass) {
        return Uni.createFrom()
                .deferred(() -> {
                    Server server = server(destination);
                    Offering now = offering(server);
                    return Optional.ofNullable(server.slow.remove(pass.principal()))
                            .map(slow -> {
                                slow.asked().complete(null);
                                return Uni.createFrom()
                                        .completionStage(slow.answered())
                                        .replaceWith(now);
                            })
                            .orElseGet(() -> Uni.createFrom().item(now));
                });
    }

    private static Offering offering(Server server) {
        if (server.fault.isPresent()) {
            return new Broken(server.fault.get(), "It does not answer.", Optional.empty());
        }
        return new Offering.Offer(
                Era.CURRENT,
                "2026-07-28",
                Json.object(),
                Json.object(),
                Optional.empty(),
                List.copyOf(server.tools.values()),
                List.copyOf(server.prompts.values()),
                List.copyOf(server.resources.values()),
                List.copyOf(server.templates.values()),
                List.of());
    }

    @Override
    public Uni<Reply> use(Destination destination, Pass pass, Use use, Conversation conversation) {
        return Uni.createFrom().item(() -> reply(server(destination), use));
    }

    private static Reply reply(Server server, Use use) {
        USED.add(server.slug + " " + server.id + " " + use.act());
        if (server.fault.isPresent()) {
            return new Broken(server.fault.get(), "It does not answer.", Optional.empty());
        }
        return switch (use.act()) {
            case Use.Act.Call call -> done(server.result.orElse(text(server, call.tool())));
            case Use.Act.Get get ->
                    server.prompts.containsKey(get.prompt())
                            ? done("{\"messages\":[]}")
                            : new Reply.Failed(-32602, "No such prompt.", Optional.empty());
            case Use.Act.Read read ->
                    done("{\"contents\":[{\"uri\":\"%s\",\"text\":\"1\"}]}".formatted(read.uri()));
            case Use.Act.Complete _ -> done("{\"completion\":{\"values\":[\"one\"]}}");
        };
    }

    private static String text(Server server, String tool) {
        return "{\"content\":[{\"type\":\"text\",\"text\":\"%s of %s\"}]}"
                .formatted(tool, server.slug);
    }

    /// The members as they are written, at the first level.
    private static Reply done(String json) {
        var members = new LinkedHashMap<String, String>();
        int depth = 0;
        int from = 1;
        boolean quoted = false;
        var parts = new ArrayList<String>();
        for (int i = 1; i < json.length() - 1; i++) {
            char one = json.charAt(i);
            if (one == '"' && json.charAt(i - 1) != '\\') {
                quoted = !quoted;
            } else if (!quoted && (one == '{' || one == '[')) {
                depth++;
            } else if (!quoted && (one == '}' || one == ']')) {
                depth--;
            } else if (!quoted && one == ',' && depth == 0) {
                parts.add(json.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(json.substring(from, json.length() - 1));
        for (String part : parts) {
            int colon = part.indexOf(':');
            members.put(
                    part.substring(0, colon).strip().replace("\"", ""), part.substring(colon + 1));
        }
        return new Reply.Done(new Slices(members));
    }

    @Override
    public Uni<Probing> probe(Destination destination, Pass pass) {
        return Uni.createFrom()
                .item(new Broken(FaultClass.TRANSPORT, "It does not answer.", Optional.empty()));
    }

    @Override
    public Runnable watch(
            Destination destination,
            Supplier<Pass> pass,
            Set<String> resources,
            Consumer<Notice> ear) {
        Server server = server(destination);
        server.asked.run();
        var watcher =
                new Watcher(
                        pass.get().principal(), destination.address(), Set.copyOf(resources), ear);
        server.watchers.add(watcher);
        return () -> server.watchers.remove(watcher);
    }

    @Override
    public void forget(String workspace, String serverId) {}

    @Override
    public void forget(String workspace, String serverId, String principal) {}
}
