package dev.carnet.local.login;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/// The person's browser. The URL is an argument of its own and never passes a shell.
public final class Browser {

    private Browser() {}

    /// Opens the URL, if there is a browser to open it in.
    public static boolean open(URI url) {
        var mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
        if (!mac && System.getenv("DISPLAY") == null && System.getenv("WAYLAND_DISPLAY") == null) {
            return false;
        }
        try {
            new ProcessBuilder(List.of(mac ? "open" : "xdg-open", url.toString()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
