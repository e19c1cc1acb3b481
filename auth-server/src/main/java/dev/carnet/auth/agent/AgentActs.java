package dev.carnet.auth.agent;

import dev.carnet.auth.rest.Edits;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Deeds;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/// What pages do with agents, as the API does it.
@Singleton
public final class AgentActs {

    private final Agents agents;
    private final Deeds deeds;
    private final Edits edits;

    AgentActs(Agents agents, Deeds deeds, Edits edits) {
        this.agents = agents;
        this.deeds = deeds;
        this.edits = edits;
    }

    /// Registers an agent that answers to the caller.
    ///
    /// @return its id
    public Uni<String> register(ApiCall call, AgentRequest request) {
        return deeds.create(
                        call, request, transaction -> agents.register(transaction, call, request))
                .map(answer -> ((Agent) answer.getEntity()).id());
    }

    /// Suspends an agent and ends its passports.
    public Uni<Void> suspend(ApiCall call, String id) {
        return agents.suspend(call, id).replaceWithVoid();
    }

    /// Resumes or unblocks an agent.
    public Uni<Void> edit(ApiCall call, String id, AgentEdit edit) {
        return edits.edit(session -> agents.edit(session, call, id, edit)).replaceWithVoid();
    }
}
