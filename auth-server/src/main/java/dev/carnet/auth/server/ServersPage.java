package dev.carnet.auth.server;

import dev.carnet.auth.operator.Place.Elsewhere;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/// The servers of a workspace.
///
/// @param watch where a browser hears that the table is another
@CheckedTemplate(basePath = "pages")
record ServersPage(
        Table table, List<Elsewhere> others, String watch, String person, String signOutToken)
        implements TemplateInstance {

    /// The table by itself.
    @CheckedTemplate(basePath = "pages")
    record ServersPart(Table table) implements TemplateInstance {}

    /// What changes while somebody looks.
    ///
    /// @param next query of the next page; empty on the last
    /// @param state another one when the table is
    record Table(
            String workspace,
            String workspaceName,
            List<Line> servers,
            String next,
            String state) {}

    /// A server.
    ///
    /// @param act `enable` or `disable`; empty for who may not
    /// @param token of the form that does it
    record Line(
            String id,
            String name,
            String transport,
            String authentication,
            int approved,
            int waiting,
            int changed,
            String health,
            String state,
            String act,
            String token) {}
}
