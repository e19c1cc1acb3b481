package dev.carnet.auth.approval;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/// One call, and the form that decides about it.
///
/// @param open whether this person can decide
/// @param said whether they said yes already
/// @param state how it stands, as `stateWaiting` and the others are called
/// @param arguments what the tool would get, as text
/// @param before the arguments as asked, if somebody changed them
/// @param trouble what kept the last decision from counting
/// @param typed what to show in the field for changed arguments; empty where it cannot be edited
@CheckedTemplate(basePath = "pages")
record ApprovalPage(
        String id,
        boolean own,
        boolean open,
        boolean said,
        boolean tooLong,
        Facts facts,
        String state,
        String arguments,
        String before,
        String editor,
        List<String> approvedBy,
        int quorum,
        String decider,
        String remark,
        Trouble trouble,
        String typed,
        String formToken,
        String person,
        String signOutToken)
        implements TemplateInstance {

    /// Who asks for what.
    record Facts(
            String workspace,
            String who,
            String through,
            String name,
            String tool,
            String server,
            String reason,
            String consequences,
            Effect effect,
            String asked,
            String expires) {}

    /// What such a call does, and where.
    ///
    /// @param toolClass empty where it was not kept
    record Effect(
            String toolClass,
            String description,
            boolean repeatable,
            boolean openWorld,
            String serverName,
            String serverAddress) {}

    /// Why the page is shown again.
    ///
    /// @param late whether somebody was faster
    /// @param edit what is wrong with the changed arguments; empty when nothing is
    record Trouble(boolean late, String edit) {

        static final Trouble NONE = new Trouble(false, "");
    }
}
