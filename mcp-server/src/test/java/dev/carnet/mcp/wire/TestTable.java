package dev.carnet.mcp.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.gate.GateResult;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.tool.LogLevel;
import dev.carnet.mcp.tool.Need;
import dev.carnet.mcp.tool.Origin;
import dev.carnet.mcp.tool.Outcome;
import dev.carnet.mcp.tool.Outcome.InputRequired;
import dev.carnet.mcp.tool.Prompt;
import dev.carnet.mcp.tool.Resource;
import dev.carnet.mcp.tool.Table;
import dev.carnet.mcp.tool.TableChange;
import dev.carnet.mcp.tool.Template;
import dev.carnet.mcp.tool.Tool;
import dev.carnet.mcp.tool.ToolCall;
import dev.carnet.mcp.tool.ToolClass;
import dev.carnet.mcp.tool.ToolDefinition;
import dev.carnet.mcp.tool.ToolResult;
import dev.carnet.mcp.tool.Viewer;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Tools that behave as badly as tools can: slow, loud, broken, curious.
@Alternative
@ApplicationScoped
public class TestTable implements Table {

    /// How often something ran.
    static final AtomicInteger RUNS = new AtomicInteger();

    private static final Need OPERATE =
            Need.of(Role.OPERATORS, Scope.READ, Scope.WRITE, Scope.OPERATE);
    private static final int LOUD = 20_000;

    @Inject GateResult gates;

    private final List<Consumer<TableChange>> listeners = new CopyOnWriteArrayList<>();
    private final List<Tool> tools = all();

    /// Puts this table into the service under test.
    public static class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "carnet.development-documents", "true", "carnet.countries-file", countries());
        }

        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(TestTable.class, TestJudge.class, SteppedClock.class);
        }
    }

    /// Where some networks of this machine lie.
    private static String countries() {
        try {
            Path file = Files.createTempFile("countries", ".txt");
            file.toFile().deleteOnExit();
            return Files.writeString(file, "127.0.41.0/24 DE\n127.0.42.0/24 FR\n").toString();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private record OneTool(
            ToolDefinition definition, Need need, Function<ToolCall, Uni<Outcome>> body)
            implements Tool {
        @Override
        public Uni<Outcome> run(ToolCall call) {
            RUNS.incrementAndGet();
            return body.apply(call);
        }
    }

    /// A tool of a server behind the gateway that writes; without a rule nobody sees it.
    private record ForeignTool(Tool tool) implements Tool {
        @Override
        public ToolDefinition definition() {
            return tool.definition();
        }

        @Override
        public Need need() {
            return tool.need();
        }

        @Override
        public Optional<Origin> origin() {
            return Optional.of(new Origin("shop", "refund", ToolClass.WRITE));
        }

        @Override
        public Uni<Outcome> run(ToolCall call) {
            return tool.run(call);
        }
    }

    /// A tool that cannot say what it needs.
    private record FaultyTool(Tool tool) implements Tool {
        @Override
        public ToolDefinition definition() {
            return tool.definition();
        }

        @Override
        public Need need() {
            throw new IllegalStateException("no need");
        }

        @Override
        public Uni<Outcome> run(ToolCall call) {
            return tool.run(call);
        }
    }

    @Override
    public List<Tool> tools(Viewer viewer) {
        return Stream.concat(tools.stream(), Stream.of(gates)).toList();
    }

    private List<Tool> all() {
        Stream<Tool> named =
                Stream.of(
                        tool(
                                "echo",
                                ECHO,
                                Need.reading(),
                                call -> done(call.arguments().toString())),
                        tool("slow", "{}", Need.reading(), TestTable::slow),
                        tool("loud", "{}", Need.reading(), TestTable::loud),
                        tool("broken", "{}", Need.reading(), TestTable::broken),
                        tool("operate", "{}", OPERATE, call -> done("operated")),
                        tool("logging", "{}", Need.reading(), TestTable::logging),
                        tool("mirrored", MIRRORED, Need.reading(), call -> done("mirrored")),
                        tool("asking", "{}", Need.reading(), TestTable::asking),
                        tool("remembering", "{}", Need.reading(), TestTable::remembering),
                        tool("confirmed", ECHO, Need.reading(), TestTable::paid),
                        tool("approved", ECHO, Need.reading(), TestTable::paid),
                        tool("approved_asking", "{}", Need.reading(), TestTable::askingPaid),
                        tool("approved_broken", "{}", Need.reading(), TestTable::broken),
                        tool("approved_telling", "{}", Need.reading(), TestTable::telling),
                        tool("approved_hanging", "{}", Need.reading(), TestTable::hanging),
                        tool(
                                "change_tools",
                                "{}",
                                Need.reading(),
                                call -> change(new TableChange.ToolsChanged())),
                        tool(
                                "change_resource",
                                "{}",
                                Need.reading(),
                                call -> change(new TableChange.ResourceUpdated("test://one"))));
        Tool foreign =
                new ForeignTool(
                        tool(
                                "shop_refund",
                                "{}",
                                Need.reading(),
                                call -> done(call.arguments().path("say").asText("refunded"))));
        Tool faulty = new FaultyTool(tool("faulty", "{}", Need.reading(), call -> done("?")));
        return Stream.concat(
                        Stream.concat(named, Stream.of(foreign, faulty)),
                        IntStream.range(0, 120).mapToObj(TestTable::bulk))
                .toList();
    }

    private static final String ECHO =
            "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}},\"additionalProperties\":false}";
    private static final String MIRRORED =
            """
            {"type":"object","properties":{
              "region":{"type":"string","x-mcp-header":"Region"},
              "count":{"type":"integer","x-mcp-header":"Count"},
              "deep":{"type":"object","properties":{
                "flag":{"type":"boolean","x-mcp-header":"Flag"}}}}}
            """;

    @Override
    public List<Prompt> prompts(Viewer viewer) {
        return List.of(new OnePrompt());
    }

    @Override
    public List<Resource> resources(Viewer viewer) {
        return List.of(
                new OneResource("test://one", Need.reading()),
                new OneResource("test://hidden", OPERATE));
    }

    @Override
    public List<Template> templates(Viewer viewer) {
        return List.of();
    }

    @Override
    public Runnable onChange(Viewer viewer, Consumer<TableChange> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private record OnePrompt() implements Prompt {
        @Override
        public ObjectNode definition() {
            return Json.object().put("name", "hello").put("description", "Says hello");
        }

        @Override
        public List<String> complete(String argument, String typed) {
            return List.of(typed + "1", typed + "2");
        }

        @Override
        public Need need() {
            return Need.reading();
        }

        @Override
        public Uni<Outcome> run(ToolCall call) {
            var members = Json.object();
            members.putArray("messages");
            return Uni.createFrom().item(ToolResult.of(members));
        }
    }

    private record OneResource(String name, Need need) implements Resource {
        @Override
        public ObjectNode definition() {
            return Json.object().put("uri", name).put("name", "one");
        }

        @Override
        public Uni<Outcome> run(ToolCall call) {
            var members = Json.object();
            members.putArray("contents").addObject().put("uri", name).put("text", "1");
            return Uni.createFrom().item(ToolResult.of(members));
        }
    }

    private static Tool bulk(int number) {
        return tool("bulk_%03d".formatted(number), "{}", Need.reading(), call -> done("bulk"));
    }

    private static Tool tool(
            String name, String schema, Need need, Function<ToolCall, Uni<Outcome>> body) {
        var input = Json.parse(schema).put("type", "object");
        return new OneTool(
                new ToolDefinition(
                        name,
                        name,
                        name,
                        input,
                        Optional.empty(),
                        ToolDefinition.Annotations.READS),
                need,
                body);
    }

    private static Uni<Outcome> done(String text) {
        return Uni.createFrom().item(() -> ToolResult.text(text));
    }

    private static Uni<Outcome> broken(ToolCall call) {
        return Uni.createFrom().failure(new IllegalStateException("secret detail"));
    }

    /// What is given to callers and nobody else.
    static final String TOLD = "carnet_told_0042";

    /// What must not happen twice: counted for each workspace.
    static final Map<String, AtomicInteger> PAID = new ConcurrentHashMap<>();

    private static Uni<Outcome> paid(ToolCall call) {
        PAID.computeIfAbsent(call.caller().workspace(), _ -> new AtomicInteger()).incrementAndGet();
        return done("paid " + call.arguments());
    }

    /// What runs and never ends by itself: counted for each workspace.
    static final Map<String, AtomicInteger> HANGING = new ConcurrentHashMap<>();

    private static Uni<Outcome> hanging(ToolCall call) {
        var running = HANGING.computeIfAbsent(call.caller().workspace(), _ -> new AtomicInteger());
        running.incrementAndGet();
        return Uni.createFrom()
                .<Outcome>nothing()
                .onCancellation()
                .invoke(running::decrementAndGet);
    }

    private static Uni<Outcome> telling(ToolCall call) {
        var told = Json.object().put("id", "key_1").put("key", TOLD).put("token", TOLD);
        return Uni.createFrom().item(ToolResult.structured(told));
    }

    private static Uni<Outcome> askingPaid(ToolCall call) {
        return call.answers().isPresent() ? asking(call).call(() -> paid(call)) : asking(call);
    }

    private Uni<Outcome> change(TableChange change) {
        listeners.forEach(listener -> listener.accept(change));
        return done("changed");
    }

    /// Reports every 20 ms, for three seconds.
    private static Uni<Outcome> slow(ToolCall call) {
        return Multi.createFrom()
                .ticks()
                .every(Duration.ofMillis(20))
                .select()
                .first(150)
                .invoke(tick -> call.channel().progress(tick, 150, "working"))
                .collect()
                .last()
                .replaceWith(ToolResult.text("slow"));
    }

    /// Reports far more than any reader can take.
    private static Uni<Outcome> loud(ToolCall call) {
        String message = "x".repeat(4_000);
        return Multi.createFrom()
                .range(0, LOUD)
                .invoke(number -> call.channel().progress(number, LOUD, message))
                .collect()
                .last()
                .replaceWith(ToolResult.text("loud"));
    }

    private static Uni<Outcome> logging(ToolCall call) {
        for (LogLevel level : LogLevel.values()) {
            call.channel().log(level, Json.object().put("at", level.wire()));
        }
        return done("logged");
    }

    private static Uni<Outcome> asking(ToolCall call) {
        return call.answers()
                .map(answers ->
                        done(
                                "Hello, "
                                        + answers.path("name")
                                                .path("content")
                                                .path("name")
                                                .asText()))
                .orElseGet(() ->
                        Uni.createFrom()
                                .item(
                                        new InputRequired(
                                                Map.of("name", question()), Optional.empty())));
    }

    private static Uni<Outcome> remembering(ToolCall call) {
        return call.state()
                .map(state -> done("remembered " + state.path("word").asText()))
                .orElseGet(() ->
                        Uni.createFrom()
                                .item(
                                        new InputRequired(
                                                Map.of("name", question()),
                                                Optional.of(Json.object().put("word", "carnet")))));
    }

    private static ObjectNode question() {
        return Json.parse(
                """
                {"method":"elicitation/create","params":{"message":"Name?",
                 "requestedSchema":{"type":"object","properties":{"name":{"type":"string"}}}}}
                """);
    }
}
