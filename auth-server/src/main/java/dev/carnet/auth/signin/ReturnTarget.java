package dev.carnet.auth.signin;

import dev.carnet.auth.protocol.Limits;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/// Where a person goes on after signing in: a page of ours that is for people, whatever the form
/// says (V57).
///
/// @param path path and query below the issuer
public record ReturnTarget(String path) {

    /// Where somebody goes who came by themselves.
    public static final ReturnTarget ACCOUNT = new ReturnTarget("/account");

    private static final String AUTHORIZE = "/authorize?";
    private static final List<String> BEGINNINGS =
            List.of(
                    AUTHORIZE,
                    "/account/",
                    "/account?",
                    "/approvals/",
                    "/approvals?",
                    "/agents/",
                    "/agents?",
                    "/connect/",
                    "/passports/",
                    "/servers/",
                    "/servers?",
                    "/invitation?",
                    "/device?");
    private static final Set<String> WHOLE =
            Set.of(
                    "/account",
                    "/agents",
                    "/approvals",
                    "/connect",
                    "/device",
                    "/passports",
                    "/servers");

    /// The target of that text; anything unknown leads to the account page.
    public static ReturnTarget of(String text) {
        boolean known =
                (WHOLE.contains(text) || BEGINNINGS.stream().anyMatch(text::startsWith))
                        && text.length() <= Limits.RETURN_CHARACTERS
                        && text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\');
        return known ? new ReturnTarget(text) : ACCOUNT;
    }

    /// Back to the page for codes of devices.
    public static ReturnTarget device(String query) {
        return of("/device?" + query);
    }

    /// The way there for somebody who is to sign in first.
    public String signIn() {
        return "/signin?return=" + encoded();
    }

    /// The way there for somebody who is to take the second step first.
    public String secondStep() {
        return "/signin/second?return=" + encoded();
    }

    /// The way there for somebody who has a passkey.
    String passkey() {
        return "/signin/passkey?return=" + encoded();
    }

    /// The way there through a provider.
    String provider(String id) {
        return "/signin/provider/" + id + "?return=" + encoded();
    }

    private String encoded() {
        return URLEncoder.encode(path, StandardCharsets.UTF_8);
    }

    /// Back to the same authorization request.
    public static ReturnTarget authorize(String query) {
        return of(AUTHORIZE + query);
    }
}
