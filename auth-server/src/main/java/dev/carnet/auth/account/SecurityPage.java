package dev.carnet.auth.account;

import dev.carnet.auth.factor.Enrolled;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/// How a person signs in.
///
/// @param done whether something was changed just now
/// @param taken whether an account could not be linked just now
/// @param named whether there can be passkeys here
@CheckedTemplate(basePath = "pages")
record SecurityPage(
        String person,
        boolean done,
        boolean taken,
        Enrolled has,
        boolean named,
        List<Key> passkeys,
        List<Linked> linked,
        List<Linkable> linkable,
        String removeAppToken,
        String renewCodesToken,
        String signOutToken)
        implements TemplateInstance {

    /// An account at a provider.
    record Linked(String name, String since, String formToken) {}

    /// A provider where the person could link one.
    record Linkable(String name, String token) {}

    /// A passkey.
    ///
    /// @param used the day it was last used, or empty
    record Key(
            String id,
            String name,
            String since,
            String used,
            String renameToken,
            String removeToken) {}
}
