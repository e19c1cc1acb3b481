package dev.carnet.auth.journey;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.carnet.testing.Rounds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Looks at a page as it stands in a browser: axe-core finds nothing, nothing is wider than the
/// screen, and whoever uses a keyboard sees where they are.
final class PageJudge {

    private static final int ALL_ROUNDS = 200;

    /// Every day the light one; both where races have all their rounds.
    static final List<ColorScheme> SCHEMES =
            Rounds.COUNT < ALL_ROUNDS
                    ? List.of(ColorScheme.LIGHT)
                    : List.of(ColorScheme.LIGHT, ColorScheme.DARK);

    private static final int PHONE = 360;
    private static final int DESKTOP = 1280;
    private static final String VIOLATIONS =
            """
            async () => (await axe.run(document, {runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa',
                'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}})).violations
                .flatMap(v => v.nodes.map(n => v.id + ': ' + n.html + ' ' + n.failureSummary))
            """;
    private static final String UNSEEN =
            """
            () => { const e = document.activeElement, s = getComputedStyle(e);
                return e !== document.body && s.outlineStyle === 'none' && e.id !== 'main'
                    ? e.outerHTML : ''; }
            """;

    private final String axe = axe();
    private final List<String> faults = new ArrayList<>();

    /// All that was found wrong.
    List<String> faults() {
        return List.copyOf(faults);
    }

    /// @param name where a fault was found, and what its picture is called
    void look(Page page, String name) {
        page.setViewportSize(PHONE, 740);
        axe(page, name);
        fits(page, name, PHONE);
        keep(page, name + " phone");
        focus(page, name);
        page.setViewportSize(DESKTOP, 800);
        axe(page, name);
        keep(page, name + " desktop");
        page.setViewportSize(DESKTOP / 2, 400);
        fits(page, name + " at 200 %", DESKTOP / 2);
    }

    private void axe(Page page, String name) {
        page.evaluate(axe);
        for (Object violation : (List<?>) page.evaluate(VIOLATIONS)) {
            faults.add(name + ": " + violation);
        }
    }

    private void fits(Page page, String name, int width) {
        Object wide = page.evaluate("document.documentElement.scrollWidth");
        if (!wide.equals(width)) {
            faults.add(name + " is " + wide + " wide instead of " + width);
        }
    }

    /// Through every stop of the page and once around.
    private void focus(Page page, String name) {
        int stops = page.locator("a, button, textarea, input:not([type=hidden])").count();
        assertTrue(stops > 0, name);
        for (int i = 0; i < stops; i++) {
            page.keyboard().press("Tab");
            String unseen = String.valueOf(page.evaluate(UNSEEN));
            if (!unseen.isEmpty()) {
                faults.add(name + ": no focus to be seen at " + unseen);
            }
        }
    }

    private static void keep(Page page, String name) {
        String folder = System.getProperty("carnet.screenshots", "");
        if (!folder.isEmpty()) {
            page.screenshot(
                    new Page.ScreenshotOptions()
                            .setFullPage(true)
                            .setPath(Path.of(folder, name.replace(' ', '-') + ".png")));
        }
    }

    private static String axe() {
        try (var script = PageJudge.class.getResourceAsStream("/axe.min.js")) {
            byte[] text = Objects.requireNonNull(script).readAllBytes();
            return new String(text, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
