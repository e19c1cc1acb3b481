package dev.carnet.mcp.server;

import dev.carnet.shared.change.ChangeBody;
import dev.carnet.shared.desk.ApiCall;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.List;
import java.util.Map;

/// Templates that servers are made by.
public interface Templates {

    /// What a template makes of its variables.
    ///
    /// @param version of the template
    /// @param slug what its servers are called unless somebody says otherwise
    record Mould(
            String template,
            int version,
            Map<String, String> variables,
            String name,
            String slug,
            String transport,
            String address,
            Authentication authentication) {}

    /// The mould of that template, or a refusal that names what is wrong with it.
    Mould mould(String template, Map<String, String> variables);

    /// With which variables that server was made.
    Uni<Map<String, String>> variables(SqlConnection transaction, String workspace, String server);

    /// Writes what the template knows beside the row of a server, and what every replica has to
    /// learn of it.
    Uni<List<ChangeBody>> furnish(
            SqlConnection transaction, ApiCall call, String server, Mould mould);

    /// Forgets by which template that server was made.
    Uni<Void> detach(SqlConnection transaction, String workspace, String server);
}
