package dev.carnet.auth.token;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.client.ClientName;
import dev.carnet.auth.http.Device;
import dev.carnet.auth.http.Visitor;

/// What a grant is called, so that of two installations of one client a person takes back the one
/// they mean. It is proposed from what is known, and theirs to change; it proves nothing.
public final class GrantLabel {

    /// What of a client's name goes into a label, in characters.
    private static final int NAME_CHARACTERS = 40;

    private GrantLabel() {}

    /// For example `Claude Code, Chrome on macOS`: the browser of whoever consents runs on the same
    /// machine as most clients do.
    public static String proposed(Client client, Visitor visitor) {
        return proposed(client, visitor.userAgent());
    }

    /// The same for a program that runs somewhere else than that browser, a device's for example.
    public static String proposed(Client client, String userAgent) {
        String name = client.name();
        String cut = name.substring(0, Math.min(name.length(), NAME_CHARACTERS));
        return clean(cut + ", " + Device.label(userAgent), name);
    }

    /// A label as it is kept: one line, bounded, nothing that turns a page's text around.
    public static String clean(String typed, String otherwise) {
        return ClientName.clean(typed, otherwise);
    }
}
