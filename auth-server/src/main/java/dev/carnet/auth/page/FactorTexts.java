package dev.carnet.auth.page;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/// Every text about how somebody signs in beyond a password.
@MessageBundle("factor")
public interface FactorTexts {

    @Message("One more step")
    String secondStepTitle();

    @Message("Code")
    String code();

    @Message("The six digits your authenticator app shows, or one of your recovery codes.")
    String secondStepHelp();

    @Message("That code is wrong, or was used already. Wait for the next one, and try again.")
    String secondStepWrong();

    @Message("Begin again with another account")
    String secondStepAnew();

    @Message("Continue")
    String continueButton();

    @Message("Signing in")
    String securityTitle();

    @Message("Authenticator app")
    String appTitle();

    @Message("After your password you are asked for a code of your app.")
    String appThere();

    @Message("An app on your phone shows six digits that you type in after your password.")
    String appNone();

    @Message("Set up an authenticator app")
    String appSetUp();

    @Message("Remove the app")
    String appRemove();

    @Message("Scan this with your authenticator app.")
    String appScan();

    @Message("QR code with the key below")
    String appQr();

    @Message("Or type in this key")
    String appKey();

    @Message("Then type in the six digits the app shows.")
    String appConfirm();

    @Message("That is not the code the app should show now. Check the clock of your phone.")
    String appWrong();

    @Message("Recovery codes")
    String recoveryTitle();

    @Message("Each works once, when your phone is lost. Left:")
    String recoveryLeft();

    @Message("You get them with your first app or passkey.")
    String recoveryNone();

    @Message("Make new ones")
    String recoveryRenew();

    @Message("Keep these where your password is not. They are shown this once.")
    String recoveryOnce();

    @Message("I have kept them")
    String recoveryKept();

    @Message("Done.")
    String securityDone();

    @Message("Sign in with")
    String signInWith();

    @Message("Accounts elsewhere")
    String identitiesTitle();

    @Message("Your workspace lets you sign in with an account you have there. Link it first.")
    String identitiesHelp();

    @Message("Link an account at")
    String identityLink();

    @Message("End the link")
    String identityUnlink();

    @Message("That account is linked to somebody already, or you have linked another one there.")
    String identityTaken();

    @Message("Passkeys")
    String passkeysTitle();

    @Message(
            "A passkey lives in your device and asks for your finger, your face or a PIN. It is safer"
                    + " than a password, and enough by itself.")
    String passkeysHelp();

    @Message("Passkeys need a Carnet that is reached by a name, not by a bare address.")
    String passkeysNoName();

    @Message("last used")
    String passkeyUsed();

    @Message("Name")
    String passkeyName();

    @Message("Rename")
    String passkeyRename();

    @Message("Remove")
    String passkeyRemove();

    @Message("Add a passkey")
    String passkeyAdd();

    @Message("A second factor is needed")
    String neededTitle();

    @Message("The workspace {workspace} lets in only people with a second factor.")
    String needed(String workspace);

    @Message("Set one up now; afterwards you go on with what you were doing.")
    String neededWhat();

    @Message("Give it a name you will recognise it by. Then your browser asks you to make it.")
    String passkeyAddHelp();

    @Message("Make the passkey")
    String passkeyMake();

    @Message("That passkey was not added: it is known already, or was not made for this page.")
    String passkeyNotAdded();

    @Message("Sign in with a passkey")
    String passkeySignInTitle();

    @Message("Your browser asks which passkey, and your device asks for you.")
    String passkeySignInHelp();

    @Message("Use a passkey")
    String passkeyUse();

    @Message("Use a password instead")
    String passkeyPassword();

    @Message("That passkey does not sign in here. Try another, or a password.")
    String passkeyWrong();

    @Message("Your browser made no passkey available. Try again, or use a password.")
    String passkeyUnable();

    @Message("Passkeys need JavaScript. Without it, use a password.")
    String passkeyNoScript();
}
