package dev.carnet.mcp.filter;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.filter.Filters.Screened;
import dev.carnet.mcp.policy.FilterTerms;
import dev.carnet.mcp.policy.FilterTerms.Action;
import dev.carnet.mcp.tool.Channel;
import dev.carnet.mcp.tool.LogLevel;
import dev.carnet.mcp.tool.Outcome;
import dev.carnet.mcp.tool.ToolResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// The way back to a client whose upstream is filtered: what is said while the call runs is looked
/// through like its result, one after the other, off the event loop. What waits is bounded; more
/// than that is dropped, as a client that is slow drops it.
final class ScreenedChannel implements Channel {

    /// What is said during one call, and waits to be looked through.
    private static final int MOST_WAITING = 256;

    private final Channel client;
    private final FilterTerms terms;
    private final Vertx vertx;
    private final Set<String> kinds = new TreeSet<>();
    private Action worst = Action.ALLOW;
    private int waiting;
    private Future<Void> last = Future.succeededFuture();

    ScreenedChannel(Channel client, FilterTerms terms, Vertx vertx) {
        this.client = client;
        this.terms = terms;
        this.vertx = vertx;
    }

    /// What did not pass as it came, or is too long and passed all the same.
    ///
    /// @param decision the strictest of what was done: `allow`, `redact` or `block`
    /// @param kinds of what was found
    record Held(String decision, String kinds) {}

    synchronized Optional<Held> held() {
        return kinds.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Held(
                                worst.name().toLowerCase(Locale.ROOT),
                                kinds.stream().limit(8).collect(Collectors.joining(" "))));
    }

    /// Once everything that was said so far is told or held back.
    synchronized CompletionStage<Void> settled() {
        return last.toCompletionStage();
    }

    @Override
    public void progress(ObjectNode params) {
        later(params, client::progress);
    }

    @Override
    public void relay(LogLevel level, ObjectNode params) {
        later(params, rest -> client.relay(level, rest));
    }

    private synchronized void later(ObjectNode params, Consumer<ObjectNode> tell) {
        if (waiting == MOST_WAITING) {
            return;
        }
        waiting++;
        last =
                last.compose(_ -> vertx.executeBlocking(() -> screened(params), false))
                        .compose(screened -> told(requireNonNull(screened), params, tell))
                        .otherwiseEmpty();
    }

    private Screened screened(ObjectNode params) {
        return Filters.screened(ToolResult.of(params), terms, new Cutting.Form.Words());
    }

    private synchronized Future<Void> told(
            Screened screened, ObjectNode params, Consumer<ObjectNode> tell) {
        waiting--;
        switch (screened) {
            case Screened.Clean _ -> tell.accept(params);
            case Screened.Noted(String found) -> {
                noted(Action.ALLOW, found);
                tell.accept(params);
            }
            case Screened.Redacted(ToolResult rest, String found) -> {
                noted(Action.REDACT, found);
                tell.accept(rest.members());
            }
            case Screened.Redacted(Outcome _, String found) -> noted(Action.REDACT, found);
            case Screened.Blocked(_, String found) -> noted(Action.BLOCK, found);
        }
        return Future.succeededFuture();
    }

    private void noted(Action done, String found) {
        kinds.add(found);
        worst = worst.and(done);
    }

    @Override
    public void progress(long done, long total, String message) {
        client.progress(done, total, message);
    }

    @Override
    public void log(LogLevel level, JsonNode data) {
        client.log(level, data);
    }

    @Override
    public boolean wantsProgress() {
        return client.wantsProgress();
    }

    @Override
    public Optional<LogLevel> quietest() {
        return client.quietest();
    }

    @Override
    public boolean cancelled() {
        return client.cancelled();
    }

    @Override
    public void elicited(String elicitation) {
        client.elicited(elicitation);
    }
}
