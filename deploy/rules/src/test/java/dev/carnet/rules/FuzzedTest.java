package dev.carnet.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.bench.fuzz.Door;
import dev.carnet.bench.fuzz.Doors;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Nothing that a stranger can reach is left out when requests nobody meant are sent.
class FuzzedTest {

    /// The REST API names its paths by a constant and is behind one door; these are all others.
    private static final Pattern OF_A_CLASS =
            Pattern.compile(
                    "\n@Path\\(\"(/?[a-z][^\"]*)\"\\)\n(?:@[^\n]*\n)*public (?:final )?class");

    private static final Pattern OF_A_METHOD = Pattern.compile("\n    @Path\\(\"([^\"]+)\"\\)");

    @Test
    void every_endpoint_and_page_is_tried() {
        var tried =
                Doors.all(Map.of()).stream()
                        .map(Door::path)
                        .map(path -> path.replace("cli_x", "{id}"))
                        .collect(Collectors.toSet());
        var served = new TreeSet<String>();
        for (var file : Checkout.mainSources()) {
            if (Checkout.name(file).startsWith("auth-server/")) {
                served.addAll(paths(Checkout.read(file)));
            }
        }
        assertTrue(served.size() > 10, served::toString);
        served.removeAll(tried);
        assertEquals(Set.of(), served, "add them to Doors");
    }

    private static Set<String> paths(String source) {
        var paths = new TreeSet<String>();
        var type = OF_A_CLASS.matcher(source);
        if (type.find()) {
            String base = type.group(1).startsWith("/") ? type.group(1) : "/" + type.group(1);
            paths.add(base);
            OF_A_METHOD
                    .matcher(source)
                    .results()
                    .forEach(method -> paths.add(base + method.group(1)));
        }
        return paths;
    }
}
