package dev.carnet.bench.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/// Bodies that are right, where a description alone seldom leads to one. `{name}` stands for a
/// number, and `{thing_id}` for an id of such a thing.
record Examples(SplittableRandom random, Values values, Memory known) {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<String, String> BODIES =
            Map.ofEntries(
                    Map.entry(
                            "POST /api/v1/servers",
                            "{'name':'S{name}','slug':'s{name}','address':'http://127.0.0.1:9/mcp',"
                                    + "'private_allowed':true,'secret':'secret-{name}',"
                                    + "'authentication':{'kind':'workspace_key'}}"),
                    Map.entry(
                            "POST /api/v1/servers/discover",
                            "{'address':'http://127.0.0.1:9/mcp','private_allowed':true}"),
                    Map.entry(
                            "PATCH /api/v1/servers/{id}",
                            "{'name':'T{name}','limits':{'time_seconds':5}}"),
                    Map.entry("POST /api/v1/servers/{id}/reject", "{'reason':'no {name}'}"),
                    Map.entry("PUT /api/v1/servers/{id}/secret", "{'secret':'another-{name}'}"),
                    Map.entry(
                            "PUT /api/v1/servers/{id}/terms",
                            "{'constraints':[{'name':'c{name}','path':'body.a','op':'matches',"
                                    + "'value':'[a-z]+','optional':true}],'hosts':['example.com'],"
                                    + "'mode':'proxy_only'}"),
                    Map.entry(
                            "POST /api/v1/toolsets",
                            "{'slug':'t{name}','name':'T{name}','members':[{'server_id':'{server_id}'}]}"),
                    Map.entry(
                            "POST /api/v1/toolsets/{id}/assignments",
                            "{'type':'agent','target':'{agent_id}'}"),
                    Map.entry(
                            "POST /api/v1/agent-templates",
                            "{'name':'a{name}','agents':['{agent_id}']}"),
                    Map.entry(
                            "PUT /api/v1/policy/draft",
                            "{'rules':[{'id':'r{name}','effect':'confirm','who':{'roles':['member']},"
                                    + "'which':{'upstreams':['*'],'tools':['a*']},"
                                    + "'when':'args.amount > 100'}],'limits':[{'id':'l','each':['agent'],"
                                    + "'calls':100,'per':'hour'}]}"),
                    Map.entry("POST /api/v1/policy/activate", "{'note':'n{name}'}"),
                    Map.entry(
                            "POST /api/v1/policy/explain",
                            "{'principal':'{person_id}','tool':'whoami','arguments':{'amount':{name}}}"),
                    Map.entry("POST /api/v1/policy/simulate", "{'days':1,'document':{'rules':[]}}"),
                    Map.entry("POST /api/v1/policy/versions/{version}/restore", "{'note':'back'}"),
                    Map.entry(
                            "POST /api/v1/webhooks", "{'url':'https://hooks{name}.example.com/'}"),
                    Map.entry(
                            "POST /api/v1/audit/erasures",
                            "{'subject':'prs_x{name}','reason':'asked'}"),
                    Map.entry(
                            "POST /api/v1/invitations",
                            "{'email':'p{name}@example.com','role':'member'}"),
                    Map.entry(
                            "POST /api/v1/members",
                            "{'email':'m{name}@example.com','role':'member','name':'M',"
                                    + "'password':'correct horse {name} battery'}"),
                    Map.entry("PATCH /api/v1/members/{id}", "{'role':'viewer'}"),
                    Map.entry(
                            "POST /api/v1/clients",
                            "{'client_name':'C{name}','scopes':['carnet:read']}"),
                    Map.entry(
                            "POST /api/v1/exchange-rules",
                            "{'client_id':'{client_id}','subject':'person','scopes':['carnet:read']}"),
                    Map.entry(
                            "POST /api/v1/identity-providers",
                            "{'name':'P{name}','issuer':'https://idp{name}.example.com',"
                                    + "'client_id':'c','client_secret':'s'}"),
                    Map.entry(
                            "POST /api/v1/trusted-issuers",
                            "{'kind':'workload','name':'W{name}','issuer':'https://w{name}.example.com',"
                                    + "'jwks_uri':'https://w.example.com/jwks','audiences':['a'],"
                                    + "'rules':[{'claims':{'sub':'x*'},'agent_id':'{agent_id}',"
                                    + "'scopes':['carnet:read']}]}"),
                    Map.entry(
                            "POST /api/v1/upstream-clients",
                            "{'issuer':'https://as{name}.example.com','client_id':'c','client_secret':'s'}"),
                    Map.entry(
                            "POST /api/v1/account-links",
                            "{'issuer_id':'{issuer_id}','subject':'s{name}','person_id':'{person_id}'}"),
                    Map.entry(
                            "POST /api/v1/revocations",
                            "{'type':'agent','id':'{agent_id}','dry_run':true}"),
                    Map.entry(
                            "POST /api/v1/passports",
                            "{'agent_id':'{agent_id}','ttl_seconds':900,'scopes':['carnet:read'],"
                                    + "'intent':{'summary':'fuzz'}}"));

    /// A right body for that door with up to two of its members changed.
    Optional<JsonNode> body(Door door, Shape.Maker maker) {
        var text = BODIES.get(door.name());
        if (text == null || random.nextInt(3) == 0) {
            return Optional.empty();
        }
        var body = read(filled(text.replace('\'', '"')));
        for (int changes = random.nextInt(3); changes > 0; changes--) {
            change(body, maker);
        }
        return Optional.of(body);
    }

    private String filled(String text) {
        String filled = text.replace("{name}", Integer.toString(random.nextInt(100_000)));
        for (String thing : new String[] {"agent", "server", "person", "client", "issuer"}) {
            String place = "{" + thing + "_id}";
            if (filled.contains(place)) {
                filled = filled.replace(place, known.named(thing + "_id", random).orElse("x"));
            }
        }
        return filled;
    }

    private void change(ObjectNode body, Shape.Maker maker) {
        var names = body.properties().stream().map(Map.Entry::getKey).toList();
        String name = names.get(random.nextInt(names.size()));
        if (body.get(name) instanceof ObjectNode inner && !inner.isEmpty()) {
            change(inner, maker);
        } else if (random.nextBoolean()) {
            body.set(name, maker.stray(name));
        } else {
            body.set(name, JsonNodeFactory.instance.textNode(values.next(body.get(name).asText())));
        }
    }

    private static ObjectNode read(String text) {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException(text, broken);
        }
    }
}
