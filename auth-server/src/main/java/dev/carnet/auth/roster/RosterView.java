package dev.carnet.auth.roster;

import dev.carnet.auth.approval.Plainly;
import dev.carnet.auth.operator.Place;
import dev.carnet.auth.roster.AgentsPage.Filled;
import dev.carnet.auth.roster.AgentsPage.Line;
import dev.carnet.auth.roster.RosterStore.Template;
import dev.carnet.auth.signin.SessionForms;
import dev.carnet.shared.workspace.Role;
import jakarta.inject.Singleton;
import java.util.List;

/// Agents as pages show them. Who is shown a form may send it; the journeys ask again.
@Singleton
final class RosterView {

    static final String MAKE = "agent_make";
    static final String SUSPEND = "agent_suspend";
    static final String RESUME = "agent_resume";
    static final String UNBLOCK = "agent_unblock";
    static final String PASSPORT = "agent_passport";

    private final SessionForms forms;

    RosterView(SessionForms forms) {
        this.forms = forms;
    }

    /// @param problem why none was made; empty for nothing
    AgentsPage list(
            Place place,
            List<Listed> agents,
            String next,
            List<Template> templates,
            Filled filled,
            String problem) {
        return new AgentsPage(
                place.workspace(),
                place.here().workspaceName(),
                agents.stream().map(RosterView::line).toList(),
                next,
                place.others("/agents"),
                templates.stream()
                        .map(one -> new Template(one.id(), Plainly.text(one.name())))
                        .toList(),
                Role.MEMBERS.contains(place.role())
                        ? forms.seal(MAKE, place.person(), place.workspace())
                        : "",
                filled,
                problem,
                place.person().name(),
                forms.seal("signout", place.person(), ""));
    }

    private static Line line(Listed agent) {
        return new Line(
                agent.id(),
                agent.name(),
                Plainly.text(agent.description()),
                Plainly.text(agent.owner()),
                agent.mode(),
                agent.state(),
                agent.alive());
    }

    AgentPage page(Place place, Listed agent) {
        boolean own = agent.ownerId().equals(place.person().person());
        boolean operates = Role.OPERATORS.contains(place.role());
        boolean reaches = operates || (own && Role.MEMBERS.contains(place.role()));
        boolean frees = operates && (!own || place.role() == Role.OWNER);
        boolean reviewed = agent.review().isEmpty();
        boolean works = agent.state().equals("active");
        return new AgentPage(
                place.workspace(),
                place.here().workspaceName(),
                line(agent),
                token(reaches && !agent.suspended(), SUSPEND, place, agent),
                token(reaches && agent.suspended(), RESUME, place, agent),
                token(frees && agent.blocked() && reviewed, UNBLOCK, place, agent),
                token(reaches && works, PASSPORT, place, agent),
                agent.review().orElse(""),
                place.person().name(),
                forms.seal("signout", place.person(), ""));
    }

    private String token(boolean may, String form, Place place, Listed agent) {
        return may ? forms.seal(form, place.person(), agent.workspace() + " " + agent.id()) : "";
    }
}
