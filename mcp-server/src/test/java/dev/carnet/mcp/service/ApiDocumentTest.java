package dev.carnet.mcp.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.schema.SchemaCheck;
import dev.carnet.mcp.service.ApiDocument.Reading;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Descriptions become tools, and nothing in them makes anything be fetched.
class ApiDocumentTest {

    private static final String FRAME =
            """
            openapi: VERSION
            info: {title: Pets, version: "1"}
            paths:
            PATHS
            components:
              schemas:
                Pet:
                  type: object
                  required: [name]
                  properties:
                    name: {type: string, nullable: true}
                    age: {type: integer, minimum: 0, exclusiveMinimum: true}
                    parent: {$ref: '#/components/schemas/Pet'}
              parameters:
                Trace: {name: X-Trace, in: header, schema: {type: string}}
            """;

    @Test
    void an_operation_is_a_tool_with_all_its_parameters_and_its_body() {
        Operation operation =
                read(
                                "3.0.3",
                                """
                                  /pets/{id}:
                                    parameters:
                                      - {name: id, in: path, required: true, schema: {type: string}}
                                      - {$ref: '#/components/parameters/Trace'}
                                    put:
                                      operationId: replace pet
                                      summary: Replaces a pet
                                      parameters:
                                        - {name: body, in: query, schema: {type: boolean}}
                                        - {name: tags, in: query, explode: false, schema: {type: array, items: {type: string}}}
                                        - {name: Authorization, in: header, required: true, schema: {type: string}}
                                      requestBody:
                                        required: true
                                        content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
                                """)
                        .operations()
                        .getFirst();
        assertEquals("replace_pet", operation.name());
        assertEquals(
                List.of("id", "X-Trace", "query_body", "tags"),
                operation.parameters().stream().map(Operation.Parameter::argument).toList());
        var schema = operation.inputSchema();
        assertEquals("[\"id\",\"body\"]", schema.path("required").toString());
        assertFalse(operation.definition().toString().contains("Authorization"));
        var check = SchemaCheck.of(schema);
        assertEquals(
                List.of(), check.problems(Json.parse("{\"id\":\"7\",\"body\":{\"name\":null}}")));
        assertEquals(
                1,
                check.problems(Json.parse("{\"id\":\"7\",\"body\":{\"name\":\"x\",\"age\":0}}"))
                        .size());
        assertEquals(
                1,
                check.problems(Json.parse("{\"id\":\"7\",\"body\":{\"name\":\"x\",\"parent\":{}}}"))
                        .size());
    }

    @Test
    void the_hints_are_what_the_method_says() {
        ApiDocument document =
                read(
                        "3.1.0",
                        """
                          /pets:
                            get: {operationId: list}
                            post: {operationId: add}
                            delete: {operationId: clear}
                        """);
        assertEquals(
                List.of("true false", "false false", "false true"),
                document.operations().stream()
                        .map(operation -> operation.definition().path("annotations"))
                        .map(hints ->
                                hints.path("readOnlyHint") + " " + hints.path("destructiveHint"))
                        .toList());
    }

    @Test
    void what_cannot_be_used_is_left_out_and_said() {
        ApiDocument document =
                read(
                        "3.1.0",
                        """
                          /ok: {get: {operationId: ok}}
                          /same: {get: {operationId: ok}}
                          /outside: {post: {requestBody: {$ref: 'http://127.0.0.1/x.yaml'}}}
                          /missing: {post: {requestBody: {$ref: '#/components/nothing'}}}
                          /circle: {post: {requestBody: {$ref: '#/paths/~1circle/post/requestBody'}}}
                          /upload: {post: {requestBody: {required: true, content: {multipart/form-data: {}}}}}
                          /cookie: {get: {parameters: [{name: s, in: cookie, required: true}]}}
                          /hole/{x}: {get: {}}
                          /pipes: {get: {parameters: [{name: p, in: query, style: pipeDelimited}]}}
                        """);
        assertEquals(List.of("ok"), document.operations().stream().map(Operation::name).toList());
        assertEquals(8, document.omitted().size(), document.omitted()::toString);
        assertTrue(document.omitted().stream().allMatch(line -> line.contains(" /")));
    }

    @Test
    void names_without_an_operation_id_come_from_method_and_path() {
        Operation operation =
                read("3.1.0", "  /v1/Some.Thing/list: {get: {}}").operations().getFirst();
        assertEquals("get_v1_some_thing_list", operation.name());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "openapi: 2.0.0",
                "swagger: '2.0'",
                "openapi: 3.1.0",
                "openapi: 3.1.0\nopenapi: 3.1.0",
                "a: &a [*a, *a]",
                "{\"openapi\": \"3.1.0\", \"paths\": {\"/x\": {\"get\": 1}}}",
                "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[]]]"
            })
    void refuses_what_is_no_description(String text) {
        assertInstanceOf(Reading.Refused.class, ApiDocument.read(text));
    }

    @Test
    void refuses_bombs() {
        String deep = "{\"openapi\":\"3.1.0\",\"x\":" + "[".repeat(100_000);
        assertInstanceOf(Reading.Refused.class, ApiDocument.read(deep));
        String laughs =
                Stream.iterate(1, level -> level + 1)
                        .limit(30)
                        .map(level ->
                                "a%d: &a%d [%s]\n"
                                        .formatted(
                                                level,
                                                level,
                                                level == 1
                                                        ? "1"
                                                        : ("*a" + (level - 1) + ",").repeat(9)
                                                                + "1"))
                        .reduce("openapi: 3.1.0\n", String::concat);
        assertInstanceOf(Reading.Refused.class, ApiDocument.read(laughs));
        assertInstanceOf(
                Reading.Refused.class,
                ApiDocument.read("#".repeat(ServiceLimits.DOCUMENT_CHARACTERS + 1)));
    }

    private static ApiDocument read(String version, String paths) {
        Reading reading =
                ApiDocument.read(FRAME.replace("VERSION", version).replace("PATHS", paths));
        return assertInstanceOf(Reading.Read.class, reading, reading::toString).document();
    }
}
