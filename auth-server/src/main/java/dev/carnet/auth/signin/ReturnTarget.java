package dev.carnet.auth.signin;

import dev.carnet.auth.protocol.Limits;

/// Where a person goes on after signing in: one of two own paths, whatever the form says (V57).
///
/// @param path path and query below the issuer
public record ReturnTarget(String path) {

    /// Where somebody goes who came by themselves.
    public static final ReturnTarget ACCOUNT = new ReturnTarget("/account");

    private static final String AUTHORIZE = "/authorize?";

    /// The target of that text; anything unknown leads to the account page.
    public static ReturnTarget of(String text) {
        boolean known =
                text.startsWith(AUTHORIZE)
                        && text.length() <= Limits.RETURN_CHARACTERS
                        && text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\');
        return known ? new ReturnTarget(text) : ACCOUNT;
    }

    /// Back to the same authorization request.
    public static ReturnTarget authorize(String query) {
        return of(AUTHORIZE + query);
    }
}
