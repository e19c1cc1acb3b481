package dev.carnet.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// How the rooms of the house may lean on each other.
class RoomsTest {

    /// The two loops of the house, the note of when keys were last used (a timer), and the one
    /// place where a Vert.x route of mcp-server starts its work: nothing else subscribes.
    private static final Set<String> LOOPS =
            Set.of(
                    "dev.carnet.shared.audit",
                    "dev.carnet.shared.picture",
                    "dev.carnet.mcp.stream",
                    "dev.carnet.mcp.usage");

    @Test
    void every_module_is_looked_at() {
        var rooms =
                Classes.all().stream()
                        .map(type -> type.getPackageName().split("\\.", -1)[2])
                        .collect(Collectors.toSet());
        assertTrue(
                rooms.containsAll(Set.of("shared", "auth", "mcp", "database", "local")),
                () -> "not all modules were read: " + rooms);
        int sources = Checkout.mainSources().size();
        assertTrue(sources > 100, () -> "only " + sources + " source files were found");
        assertTrue(Classes.all().size() >= sources, "fewer classes than source files");
    }

    @Test
    void rooms_form_no_circle() {
        check(slices().matching("dev.carnet.(*).(*)..").should().beFreeOfCycles());
    }

    @Test
    void services_do_not_know_each_other() {
        check(none("dev.carnet.auth..", "dev.carnet.mcp.."));
        check(none("dev.carnet.mcp..", "dev.carnet.auth.."));
    }

    @Test
    void what_is_shared_knows_no_service() {
        check(none("dev.carnet.shared..", "dev.carnet.auth..", "dev.carnet.mcp.."));
    }

    @Test
    void services_do_not_know_how_they_are_run() {
        for (var service : List.of("shared", "auth", "mcp")) {
            check(
                    none(
                            "dev.carnet." + service + "..",
                            "dev.carnet.local..",
                            "dev.carnet.database.."));
        }
    }

    /// Whatever waits behind the REST API, its caller is answered in time.
    @Test
    void every_endpoint_of_the_api_has_a_longest_time() {
        check(
                classes()
                        .that(areOfTheApi())
                        .should()
                        .beAnnotatedWith("dev.carnet.shared.desk.Bounded"));
    }

    private static DescribedPredicate<JavaClass> areOfTheApi() {
        return DescribedPredicate.describe(
                "are endpoints under /api/v1",
                type ->
                        type.tryGetAnnotationOfType("jakarta.ws.rs.Path")
                                .flatMap(path -> path.get("value"))
                                .filter(value -> value.toString().startsWith("/api/v1"))
                                .isPresent());
    }

    @Test
    void only_stores_talk_to_the_database() {
        ArchRule rule =
                noClasses()
                        .that()
                        .resideInAnyPackage(
                                "dev.carnet.auth..", "dev.carnet.mcp..", "dev.carnet.shared..")
                        .and(areNoStores())
                        .should()
                        .callMethodWhere(makesAStatement());
        check(rule);
    }

    @Test
    void nobody_waits_and_only_the_two_loops_subscribe() {
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(
                                "dev.carnet.auth..", "dev.carnet.mcp..", "dev.carnet.shared..")
                        .should()
                        .callMethodWhere(calls("await"))
                        .andShould()
                        .callMethodWhere(calls("awaitUsing")));
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(
                                "dev.carnet.auth..", "dev.carnet.mcp..", "dev.carnet.shared..")
                        .and()
                        .resideOutsideOfPackages(LOOPS.toArray(String[]::new))
                        .should()
                        .callMethodWhere(calls("subscribe")));
    }

    @Test
    void stores_are_called_stores_and_nothing_is_called_a_drawer() {
        check(
                classes()
                        .should()
                        .haveNameNotMatching(
                                ".*(Impl|Manager|Helper|Helpers|Util|Utils|DTO|Dto)$"));
    }

    @Test
    void every_room_has_a_sign_on_its_door() {
        var missing =
                Checkout.mainSources().stream()
                        .map(Path::getParent)
                        .distinct()
                        .filter(room -> !signed(room))
                        .map(Checkout::name)
                        .toList();
        assertEquals(List.of(), missing);
    }

    private static boolean signed(Path room) {
        var sign = room.resolve("package-info.java");
        if (!Files.exists(sign)) {
            return false;
        }
        var text = Checkout.read(sign);
        return text.startsWith("///")
                && text.contains("In:")
                && text.contains("Out:")
                && text.contains("@NullMarked");
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(false).check(Classes.all());
    }

    private static ArchRule none(String from, String... to) {
        return noClasses()
                .that()
                .resideInAPackage(from)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(to);
    }

    private static DescribedPredicate<JavaClass> areNoStores() {
        return DescribedPredicate.describe(
                "are no stores", type -> !outermost(type).getSimpleName().endsWith("Store"));
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(RoomsTest::outermost).orElse(type);
    }

    private static DescribedPredicate<JavaAccess<?>> makesAStatement() {
        var names = Set.of("query", "preparedQuery", "createNativeQuery", "createQuery", "prepare");
        return DescribedPredicate.describe(
                "make a statement",
                access ->
                        names.contains(access.getName())
                                && access.getTargetOwner()
                                        .getName()
                                        .matches(".*(sqlclient|hibernate\\.reactive).*"));
    }

    private static DescribedPredicate<JavaAccess<?>> calls(String method) {
        return DescribedPredicate.describe(
                "call " + method,
                access ->
                        access.getName().equals(method)
                                && access.getTargetOwner()
                                        .getName()
                                        .matches(
                                                "io\\.smallrye\\.mutiny\\.(Uni|Multi|groups\\..*)"));
    }
}
