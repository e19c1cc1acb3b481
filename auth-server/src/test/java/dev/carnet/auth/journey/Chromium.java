package dev.carnet.auth.journey;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Playwright.CreateOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A real Chromium, where the machine has one: `CARNET_BROWSER` or one of the usual places.
final class Chromium implements AutoCloseable {

    private static final List<String> USUAL =
            List.of(
                    "/usr/bin/chromium",
                    "/usr/bin/chromium-browser",
                    "/usr/bin/google-chrome",
                    "/usr/bin/google-chrome-stable",
                    "/snap/bin/chromium",
                    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
                    "/Applications/Chromium.app/Contents/MacOS/Chromium");

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser browser;

    Chromium() {
        playwright =
                Playwright.create(
                        new CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser =
                playwright
                        .chromium()
                        .launch(
                                new LaunchOptions()
                                        .setExecutablePath(program().orElseThrow())
                                        .setArgs(
                                                List.of(
                                                        "--no-sandbox",
                                                        "--disable-gpu",
                                                        "--disable-dev-shm-usage")));
    }

    /// For `@EnabledIf`.
    static boolean isThere() {
        return program().isPresent();
    }

    private static Optional<Path> program() {
        return Stream.concat(
                        Optional.ofNullable(System.getenv("CARNET_BROWSER")).stream(),
                        USUAL.stream())
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// A browser profile of its own.
    BrowserContext profile(NewContextOptions options) {
        return browser.newContext(options);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
