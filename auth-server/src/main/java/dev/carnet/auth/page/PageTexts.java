package dev.carnet.auth.page;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/// Every text of every page; those of the device grant are in `DeviceTexts`.
@MessageBundle
public interface PageTexts {

    @Message("Sign in")
    String signInTitle();

    @Message("E-mail")
    String email();

    @Message("Password")
    String password();

    @Message("Sign in")
    String signInButton();

    @Message("That e-mail and password do not belong together.")
    String signInWrong();

    @Message("Too many failed attempts. Try again in 15 minutes.")
    String signInTooMany();

    @Message("Many people are signing in right now. Try again in a moment.")
    String signInBusy();

    @Message("This form had become too old. Please fill it in again.")
    String formTooOld();

    @Message("Allow access?")
    String consentTitle();

    @Message("wants to use Carnet in your name")
    String consentLead();

    @Message("This is the name the program gives itself. Nobody has checked it.")
    String consentUnchecked();

    @Message("Afterwards you are sent to")
    String consentHost();

    @Message("Program of")
    String consentDocument();

    @Message("It calls itself")
    String consentCallsItself();

    @Message("That is another host than the one that vouches for the program.")
    String consentElsewhere();

    @Message("This program runs on your own computer.")
    String loopbackTitle();

    @Message(
            "Any program on this computer can ask under this name. Allow only if you started the"
                    + " connection yourself a moment ago.")
    String loopbackWarning();

    @Message("Workspace")
    String workspace();

    @Message("Use another workspace")
    String otherWorkspaces();

    @Message("It reaches")
    String resource();

    @Message("It may")
    String consentMay();

    @Message("Not available: your role in this workspace is {role}.")
    String scopeNotAvailable(String role);

    @Message("Tick at least one box, or deny.")
    String consentNothingTicked();

    @Message("Allow")
    String allow();

    @Message("Deny")
    String deny();

    @Message("You can take this back at any time on your account page.")
    String consentRevocable();

    @Message("See what is in the workspace")
    String scopeRead();

    @Message("lists, status, and tools that only read; the audit log where your role allows it")
    String scopeReadDetail();

    @Message("Act for you")
    String scopeWrite();

    @Message("use tools that change things, make keys and passports, register agents")
    String scopeWriteDetail();

    @Message("Operate the workspace")
    String scopeOperate();

    @Message("revoke tokens, clients, agents and keys; manage members and clients")
    String scopeOperateDetail();

    @Message("You are signed in as")
    String signedInAs();

    @Message("Sign out")
    String signOut();

    @Message("Sign in as somebody else")
    String signInElsewhere();

    @Message("Your account")
    String accountTitle();

    @Message("What you have allowed")
    String grantsTitle();

    @Message("You have not allowed any program to use Carnet.")
    String grantsNone();

    @Message("Take back")
    String revokeGrant();

    @Message("Taken back. It is refused everywhere from now on.")
    String grantRevoked();

    @Message("since")
    String since();

    @Message("Set up Carnet")
    String setupTitle();

    @Message("You are the first here. Make yourself the owner of the first workspace.")
    String setupLead();

    @Message("Your name")
    String name();

    @Message("At least 12 characters.")
    String passwordRule();

    @Message("Name of the workspace")
    String workspaceName();

    @Message("Become the owner")
    String setupButton();

    @Message("Fill in every field: a valid e-mail, and a password of 12 to 200 characters.")
    String setupIncomplete();

    @Message("This link is not valid")
    String setupGoneTitle();

    @Message("It was used already, or has expired, or Carnet has an owner.")
    String setupGone();

    @Message("This cannot go on")
    String errorTitle();

    @Message("Nothing was sent to the program that asked. You can close this page.")
    String errorNotRedirected();

    @Message("No workspace")
    String noWorkspaceTitle();

    @Message("You are not a member of a workspace this program could use.")
    String noWorkspace();

    @Message("Not allowed in this workspace")
    String notAllowedTitle();

    @Message("The workspace {workspace} does not allow this program.")
    String notAllowed(String workspace);

    @Message("Nothing was given to it. Ask an admin of the workspace if you need it.")
    String notAllowedAsk();

    @Message("Back to the program")
    String notAllowedBack();

    @Message("Call it")
    String grantLabel();

    @Message(
            "So that you know later which one to take back, if you use the program in several places.")
    String grantLabelDetail();

    @Message("last used")
    String grantUsed();

    @Message("Skip to the form")
    String skip();

    @Message("What you want to do needs a recent sign-in. Please sign in again.")
    String signInAgain();

    @Message("Programs")
    String tabPrograms();

    @Message("Sign-ins")
    String tabSessions();

    @Message("Workspaces")
    String tabWorkspaces();

    @Message("Password")
    String tabPassword();

    @Message("Where you are signed in")
    String sessionsTitle();

    @Message("Browsers")
    String sessionsList();

    @Message("this one")
    String sessionCurrent();

    @Message("last used")
    String sessionSeen();

    @Message("from")
    String sessionFrom();

    @Message("Sign out there")
    String sessionEnd();

    @Message("Signed out.")
    String sessionEnded();

    @Message("If you do not know one of these, end them all and change your password.")
    String sessionsOthers();

    @Message("Sign out everywhere else")
    String sessionsEndOthers();

    @Message("Change your password")
    String passwordTitle();

    @Message("Your password until now")
    String passwordOld();

    @Message("New password")
    String passwordNew();

    @Message("The new password again")
    String passwordRepeated();

    @Message("Also take back what programs may do in your name")
    String passwordPrograms();

    @Message(
            "They ask again the next time. Leave this ticked unless you are sure that nobody "
                    + "else used your account.")
    String passwordProgramsDetail();

    @Message("Every other browser is signed out.")
    String passwordSessions();

    @Message("Change the password")
    String passwordButton();

    @Message("Your password was changed.")
    String passwordDone();

    @Message("A new password has 12 to 200 characters.")
    String passwordLength();

    @Message("The new password was not the same both times.")
    String passwordDifferent();

    @Message("That is your old password.")
    String passwordSame();

    @Message("The password until now is not right.")
    String passwordWrong();
}
