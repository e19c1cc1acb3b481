package dev.carnet.auth.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class RefusalRecordTest {

    private final House house = new House();

    @Test
    void the_refusal_of_an_identified_caller_is_an_entry_before_it_is_answered()
            throws SQLException {
        house.as(Role.VIEWER).body("{}").post("/clients").then().statusCode(403);
        house.owner().get("/keys/" + Ids.fresh("key")).then().statusCode(404);
        assertEquals(List.of("insufficient_role", "not_found"), reasons());
    }

    @Test
    void a_badly_written_request_is_none() throws SQLException {
        house.owner().body("{}").post("/keys").then().statusCode(400);
        House.bearer("nonsense").get("/me").then().statusCode(401);
        assertEquals(List.of(), reasons());
    }

    private List<String> reasons() throws SQLException {
        try (var connection = house.world().owner().getConnection();
                var statement =
                        connection.prepareStatement(
                                """
                                SELECT convert_from(e.data, 'UTF8')::json->'event'->>'why'
                                FROM audit.entry e JOIN audit.log l USING (log_id)
                                WHERE l.workspace_id = ?
                                    AND convert_from(e.data, 'UTF8')::json->'event'->>'act' = 'call.refused'
                                ORDER BY e.seq
                                """)) {
            statement.setString(1, house.workspace());
            var reasons = new ArrayList<String>();
            var rows = statement.executeQuery();
            while (rows.next()) {
                reasons.add(rows.getString(1));
            }
            return reasons;
        }
    }
}
