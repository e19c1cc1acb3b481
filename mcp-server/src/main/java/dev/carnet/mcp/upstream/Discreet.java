package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What is heard of a use that goes on, without what proved us in its earlier rounds: whoever hears
/// it looks for what proves us now.
record Discreet(Conversation to, List<Echo> echoes) implements Conversation {

    /// @param proofs what proved us
    static Discreet of(Set<Map<String, String>> proofs, Conversation to) {
        return new Discreet(
                to, proofs.stream().map(headers -> new Echo(new Pass(headers, ""))).toList());
    }

    /// The reply without it. Results can be long: not on the event loop.
    Reply cleaned(Reply reply) {
        Reply rest = reply;
        for (Echo echo : echoes) {
            rest = echo.cleaned(rest);
        }
        if (echoes.stream().anyMatch(Echo::heard)) {
            to.echoed();
        }
        return rest;
    }

    @Override
    public ObjectNode capabilities() {
        return to.capabilities();
    }

    @Override
    public Optional<String> trace() {
        return to.trace();
    }

    @Override
    public Optional<String> logLevel() {
        return to.logLevel();
    }

    @Override
    public boolean wantsProgress() {
        return to.wantsProgress();
    }

    @Override
    public boolean once() {
        return to.once();
    }

    @Override
    public void progress(ObjectNode params) {
        without(params).ifPresent(to::progress);
    }

    @Override
    public void log(ObjectNode params) {
        without(params).ifPresent(to::log);
    }

    private Optional<ObjectNode> without(ObjectNode params) {
        Optional<ObjectNode> rest = Optional.of(params);
        for (Echo echo : echoes) {
            rest = rest.flatMap(echo::cleaned);
        }
        return rest;
    }
}
