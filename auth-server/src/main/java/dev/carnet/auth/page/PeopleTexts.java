package dev.carnet.auth.page;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/// The texts of the pages about belonging: invitations, workspaces, forgotten passwords. Templates
/// say `people:` to them.
@MessageBundle("people")
public interface PeopleTexts {

    @Message("Forgot your password?")
    String forgotPassword();

    @Message("Back to sign in")
    String backToSignIn();

    @Message("Set a new password")
    String resetTitle();

    @Message("We mail you a link that works once, for 30 minutes.")
    String resetLead();

    @Message("Send the link")
    String resetAskButton();

    @Message("If somebody here has this address, a mail with a link is on its way to it.")
    String resetAsked();

    @Message("Type the e-mail address you sign in with.")
    String resetNoEmail();

    @Message("Too many links were asked for. Try again in 15 minutes.")
    String resetTooMany();

    @Message(
            "This Carnet sends no mail. Ask the people who run it for help with your "
                    + "password.")
    String resetNoMail();

    @Message(
            "You are signed out everywhere, and programs have to ask you again. A second "
                    + "factor stays as it is.")
    String resetEnds();

    @Message("It was used already, or is older than 30 minutes.")
    String resetGone();

    @Message("Ask for another link")
    String resetAgain();

    @Message("Your password was changed. Sign in with the new one.")
    String resetDone();

    @Message("You are a member now. Sign in with your new password.")
    String joinedDone();

    @Message("Your workspaces")
    String workspacesTitle();

    @Message("You are a member of")
    String workspacesList();

    @Message("You are a member of no workspace.")
    String workspacesNone();

    @Message("Leave")
    String workspaceLeave();

    @Message("Who leaves loses every key, grant and passport there at once.")
    String workspaceLeaveDetail();

    @Message("You left the workspace.")
    String workspaceLeft();

    @Message("You are its last owner. Appoint another one first.")
    String workspaceLastOwner();

    @Message("Appoint an owner")
    String peopleLink();

    @Message("Appoint an owner")
    String peopleTitle();

    @Message(
            "An owner can do everything here, and take the role from you. The other "
                    + "owners are told by mail.")
    String peopleLead();

    @Message("Make an owner")
    String peopleMakeOwner();

    @Message("The workspace has another owner.")
    String peopleAppointed();

    @Message("You are invited")
    String invitationTitle();

    @Message("invites you to the workspace")
    String invitationLead();

    @Message("Your role")
    String invitationRole();

    @Message("For")
    String invitationFor();

    @Message("Accept")
    String invitationAccept();

    @Message("You are signed in as somebody else. Sign out first.")
    String invitationOther();

    @Message("Fill in your name, and a password of 12 to 200 characters.")
    String invitationIncomplete();

    @Message("This invitation cannot be accepted")
    String invitationGoneTitle();

    @Message("It was accepted already.")
    String invitationAccepted();

    @Message("It is older than 7 days. Ask for another one.")
    String invitationExpired();

    @Message("It was withdrawn.")
    String invitationWithdrawn();

    @Message("You are a member already, or who invited you may no longer do so.")
    String invitationVoid();

    @Message("There is no such invitation. A newer one may have replaced it.")
    String invitationUnknown();
}
