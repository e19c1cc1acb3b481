package dev.carnet.auth.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.carnet.auth.client.Presented;
import dev.carnet.auth.journey.Issuers.Issuer;
import dev.carnet.auth.journey.Machines.Keyed;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.auth.rest.House;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// One byte of every kind of JWT that is accepted anywhere.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class ForgedJwtTest {

    private static final String ACCESS = "urn:ietf:params:oauth:token-type:access_token";

    private final World world = World.current();
    private final Issuer issuer = Issuer.fresh();
    private Somebody owner = new Somebody("", "", "");

    /// Where a JWT is brought.
    enum Door {
        REST_API,
        CLIENT_ASSERTION,
        IDENTITY_ASSERTION,
        WORKLOAD,
        SUBJECT_TOKEN,
        PASSPORT_VERDICT
    }

    /// A JWT that counts, made anew each time, and the status of bringing one.
    private record Brought(Supplier<String> fresh, ToIntFunction<String> status) {}

    @BeforeEach
    void somebody() {
        owner = People.member(Role.OWNER);
    }

    /// V6: whatever byte is flipped in header, claims or signature, it counts no more.
    @ParameterizedTest
    @EnumSource(Door.class)
    void no_changed_byte_is_let_pass(Door door) {
        Brought brought = brought(door);
        int fine = brought.status().applyAsInt(brought.fresh().get());
        assertEquals(200, fine);
        for (int part = 0; part < 3; part++) {
            for (double place : List.of(0.0, 0.2, 0.5, 0.8, 0.999)) {
                String forged = flipped(brought.fresh().get(), part, place);
                assertNotEquals(
                        200,
                        brought.status().applyAsInt(forged),
                        door + " part " + part + " " + place);
            }
        }
    }

    private Brought brought(Door door) {
        return switch (door) {
            case REST_API ->
                    new Brought(() -> api(), jwt -> House.bearer(jwt).get("/me").statusCode());
            case CLIENT_ASSERTION -> clientAssertion();
            case IDENTITY_ASSERTION -> identity();
            case WORKLOAD -> workload();
            case SUBJECT_TOKEN -> subject();
            case PASSPORT_VERDICT -> passport();
        };
    }

    private String api() {
        return world.token(
                world.claims(owner.workspace(), owner.id())
                        .audience(world.issuer() + House.API)
                        .scopes(EnumSet.allOf(Scope.class)));
    }

    private Brought clientAssertion() {
        Keyed machine = Machines.withKey(owner.workspace());
        return new Brought(
                () -> machine.form(world.issuer()).get("client_assertion"),
                jwt ->
                        token(
                                Map.of(
                                        "grant_type",
                                        "client_credentials",
                                        "client_assertion_type",
                                        Presented.ASSERTION_TYPE,
                                        "client_assertion",
                                        jwt)));
    }

    private Brought identity() {
        String client = Issuers.client();
        String trust = Issuers.trust(owner, issuer, Map.of());
        Issuers.link(owner, trust, "ann", owner.id());
        return new Brought(
                () -> issuer.sign(Issuers.ID_JAG, issuer.about("ann", client).build()),
                jwt -> token(Issuers.form(client, jwt)));
    }

    private Brought workload() {
        String client = Issuers.client(Optional.of(owner.workspace()));
        Issuers.trustWorkloads(
                owner,
                issuer,
                Map.of(
                        "claims", Map.of("sub", "pod"),
                        "client_id", client,
                        "scopes", List.of("carnet:read")),
                Map.of());
        return new Brought(
                () -> issuer.sign("", issuer.claims("pod").build()),
                jwt -> token(Issuers.form("", jwt)));
    }

    private Brought subject() {
        Keyed service = Machines.service();
        return new Brought(
                () -> world.token(world.claims(owner.workspace(), owner.id())),
                jwt -> {
                    var form =
                            new HashMap<>(
                                    Map.of(
                                            "grant_type",
                                            "urn:ietf:params:oauth:grant-type:token-exchange",
                                            "subject_token",
                                            jwt,
                                            "subject_token_type",
                                            ACCESS,
                                            "resource",
                                            world.issuer() + "/api/v1"));
                    return token(service.with(form, world.issuer()));
                });
    }

    private Brought passport() {
        String agent = world.agent(owner.workspace(), owner.id());
        return new Brought(
                () ->
                        world.token(
                                world.claims(owner.workspace(), agent)
                                        .passport(agent, owner.id())
                                        .scopes(Set.of(Scope.READ))),
                jwt ->
                        House.patient()
                                        .contentType("application/json")
                                        .body(Map.of("token", jwt))
                                        .post(House.API + "/passports/verify")
                                        .jsonPath()
                                        .getBoolean("active")
                                ? 200
                                : 400);
    }

    private static int token(Map<String, String> form) {
        return OAuthClient.token(form).statusCode();
    }

    /// The JWT with the lowest bit of one byte of a part flipped, and everything else as it was.
    private static String flipped(String jwt, int part, double place) {
        String[] parts = jwt.split("\\.", -1);
        byte[] bytes = Base64.getUrlDecoder().decode(parts[part]);
        bytes[(int) (place * bytes.length)] ^= 1;
        parts[part] = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return String.join(".", parts);
    }
}
