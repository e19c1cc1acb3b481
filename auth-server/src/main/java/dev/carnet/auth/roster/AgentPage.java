package dev.carnet.auth.roster;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/// One agent. Tokens are of forms, and empty for who may not, and where there is nothing to do.
///
/// @param review the passport whose report somebody has to look at first; empty for none
@CheckedTemplate(basePath = "pages")
record AgentPage(
        String workspace,
        String workspaceName,
        AgentsPage.Line agent,
        String suspendToken,
        String resumeToken,
        String unblockToken,
        String passportToken,
        String review,
        String person,
        String signOutToken)
        implements TemplateInstance {

    /// A passport that was issued a moment ago.
    @CheckedTemplate(basePath = "pages")
    record IssuedPage(String agentId, String jti, String token, String until)
            implements TemplateInstance {}
}
