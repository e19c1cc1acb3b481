package dev.carnet.auth.agent;

import dev.carnet.auth.mandate.Granted;
import dev.carnet.auth.mandate.ServiceForm;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.ScopeList;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Ids;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What an agent begins as. What nobody says of it is as its template has it, and what somebody
/// says may be less than that and never more.
///
/// @param request with services that were looked up
/// @param limits of the template it is made from
record AgentDraft(AgentRequest request, AgentLimits limits) {

    private static final List<String> MODES = List.of("standard", "logged", "enforced");

    /// The mildest first.
    private static final List<String> STEPS = List.of("none", "notify", "revoke", "block");

    /// What its passports may name at most.
    Granted granted() {
        return template().choose(request.services());
    }

    private Granted template() {
        return Granted.ANYTHING.choose(limits.services());
    }

    Agent agent(ApiCall call, Instant now) {
        return new Agent(
                Ids.fresh("agt"),
                request.name(),
                request.description().orElse(""),
                call.answerable(),
                scopes(call.caller().scopes()),
                "active",
                strict("/mode", MODES, request.mode(), limits.mode(), "standard"),
                granted().services().map(some -> some.stream().map(ServiceForm::of).toList()),
                strict("/on_info", STEPS, request.onInfo(), limits.onInfo(), "none"),
                strict("/on_warning", STEPS, request.onWarning(), limits.onWarning(), "notify"),
                strict("/on_critical", STEPS, request.onCritical(), limits.onCritical(), "block"),
                line(),
                request.templateId().stream().toList(),
                false,
                false,
                now,
                1);
    }

    /// Said of the agent, it holds whatever becomes of its template.
    private Optional<Integer> line() {
        Optional<Integer> most = limits.lineSeconds();
        if (request.lineSeconds()
                .filter(seconds -> seconds > most.orElse(AgentEdit.LONGEST_LINE))
                .isPresent()) {
            throw Refused.field(
                    "/line_seconds",
                    "is more than %d, which the template has".formatted(most.orElseThrow()));
        }
        return request.lineSeconds().or(() -> most);
    }

    /// Nobody makes an agent that has more than they have themselves.
    private List<String> scopes(Set<Scope> makers) {
        List<String> asked = request.scopes().or(limits::scopes).orElse(List.of(Scope.READ.wire()));
        Set<Scope> scopes = ScopeList.parseWithin("/scopes", asked, makers);
        Optional<Set<Scope>> most = limits.scopes().map(some -> ScopeList.parse("/scopes", some));
        if (most.filter(some -> !some.containsAll(scopes)).isPresent()) {
            throw Refused.field(
                    Refusal.SCOPE_ESCALATION, "/scopes", "is more than the template has");
        }
        return ScopeList.names(scopes);
    }

    /// What is asked for, if it is not milder than the template; what that says otherwise, or what
    /// is usual where that is stricter.
    private static String strict(
            String pointer,
            List<String> mildestFirst,
            Optional<String> asked,
            Optional<String> template,
            String usual) {
        String least = template.orElse(mildestFirst.getFirst());
        String word =
                asked.orElse(
                        mildestFirst.indexOf(usual) > mildestFirst.indexOf(least) ? usual : least);
        if (mildestFirst.indexOf(word) < mildestFirst.indexOf(least)) {
            throw Refused.field(
                    pointer, "is milder than %s, which the template has".formatted(least));
        }
        return word;
    }
}
