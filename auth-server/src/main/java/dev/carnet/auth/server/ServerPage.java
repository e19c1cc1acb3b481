package dev.carnet.auth.server;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/// One server.
///
/// @param done whether it was changed here just now
/// @param watch where a browser hears that the card is another
@CheckedTemplate(basePath = "pages")
record ServerPage(Card card, boolean done, String watch, String person, String signOutToken)
        implements TemplateInstance {

    /// The card by itself.
    @CheckedTemplate(basePath = "pages")
    record ServerPart(Card card) implements TemplateInstance {}

    /// What stands there when somebody took the server out meanwhile.
    @CheckedTemplate(basePath = "pages")
    record ServerGonePart() implements TemplateInstance {}

    /// What changes while somebody looks. Texts are empty where there is nothing to say.
    ///
    /// @param health and when it was looked at
    /// @param approved who did it, and when
    /// @param before what was approved, where that is another than what stands there now
    /// @param approveToken of the form that approves; empty for who may not, and where the person
    ///   has not seen the whole page as it is
    /// @param again whether the page has to be looked at anew before it is approved
    /// @param state another one when the card is
    record Card(
            String workspace,
            ServersPage.Line line,
            String slug,
            String address,
            String authenticationWhole,
            boolean privateAllowed,
            String key,
            String managedBy,
            String health,
            String healthDetail,
            String approved,
            String before,
            String approveToken,
            boolean again,
            boolean tests,
            List<Tried> tried,
            String state) {}

    /// A test.
    record Tried(String outcome, String detail, String by, String at, int ms, String tools) {}
}
