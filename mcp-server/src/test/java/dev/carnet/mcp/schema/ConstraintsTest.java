package dev.carnet.mcp.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.shared.token.Constraint;
import dev.carnet.shared.token.Constraint.Op;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConstraintsTest {

    /// D9, C4: what holds and what does not, with and without the part being optional; passports
    /// and terms of services are judged by the same.
    @ParameterizedTest(name = "{0} in {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a     | {'a':'x'}               | yes | yes",
                "a     | {'a':'y'}               | no  | no",
                "a     | {'a':'X'}               | no  | no",
                "a     | {}                      | no  | yes",
                "a     | {'b':'x'}               | no  | yes",
                "a     | {'a':null}              | no  | no",
                "a     | {'a':{}}                | no  | no",
                "a     | {'a':{'a':'x'}}         | no  | no",
                "a     | {'A':'x'}               | no  | no",
                "a     | {'a':'x','A':'x'}       | no  | no",
                "a     | {'a':['x']}             | yes | yes",
                "a     | {'a':['x','x']}         | yes | yes",
                "a     | {'a':['x','y']}         | no  | no",
                "a     | {'a':[['x'],['x']]}     | yes | yes",
                "a     | {'a':[['x'],['y']]}     | no  | no",
                "a     | {'a':[['x'],[]]}        | no  | no",
                "a     | {'a':[]}                | no  | no",
                "a     | {'a':[null]}            | no  | no",
                "a.b   | {'a':{'b':'x'}}         | yes | yes",
                "a.b   | {'a':{}}                | no  | yes",
                "a.b   | {'a':null}              | no  | yes",
                "a.b   | {'a':'x'}               | no  | no",
                "a.b   | {'a':7}                 | no  | no",
                "a.b   | {'a':[{'b':'x'}]}       | yes | yes",
                "a.b   | {'a':[{'b':'x'},{}]}    | no  | no",
                "a.b   | {'a':[{'b':'x'},'x']}   | no  | no",
                "a.b   | {'a':[{'b':'x','B':1}]} | no  | no",
                "a.0   | {'a':['x','y']}         | yes | yes",
                "a.1   | {'a':['x','y']}         | no  | no",
                "a.2   | {'a':['x','y']}         | no  | yes",
                "a.0   | {'a':[]}                | no  | yes",
                "a.0   | {'a':{'0':'x'}}         | yes | yes",
                "a.0.b | {'a':[{'b':'x'},1]}     | yes | yes",
                "a.0.b | {'a':['x']}             | no  | no",
                "a.-1  | {'a':['x']}             | no  | no",
                "a.b.c | {'a':[{'b':['x']}]}     | no  | no",
            })
    void what_stands_at_the_path_decides(
            String path, String root, String demanded, String optional) {
        JsonNode json = Json.parse(root.replace('\'', '"'));
        for (var op : List.of(Op.EQ, Op.IN, Op.MATCHES, Op.STARTS_WITH)) {
            assertEquals(
                    demanded.equals("yes"),
                    Constraints.holds(new Constraint(path, op, List.of("x"), false), json),
                    op.wire());
            assertEquals(
                    optional.equals("yes"),
                    Constraints.holds(new Constraint(path, op, List.of("x"), true), json),
                    op.wire() + ", optional");
        }
    }
}
