package dev.carnet.auth.page;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/// Every text of the pages of the device grant.
@MessageBundle("device")
public interface DeviceTexts {

    @Message("Connect a device")
    String deviceTitle();

    @Message("Type the code that your device or program shows.")
    String deviceLead();

    @Message("Code")
    String deviceCode();

    @Message("Continue")
    String deviceContinue();

    @Message("No device waits with that code. Compare it, or start again on the device.")
    String deviceWrong();

    @Message("Too many wrong codes. Try again in 15 minutes.")
    String deviceTooMany();

    @Message("Allow this device?")
    String deviceConsentTitle();

    @Message("Your device must show the same code")
    String deviceCompare();

    @Message("It asks from")
    String deviceAddress();

    @Message("It calls itself")
    String deviceAgent();

    @Message("It asked at")
    String deviceTime();

    @Message("Did you start this yourself, a moment ago?")
    String deviceWarningTitle();

    @Message(
            "If somebody sent you this code or a link, deny: they would act in your name from their"
                    + " own machine.")
    String deviceWarning();

    @Message("Done")
    String deviceDoneTitle();

    @Message("The device goes on by itself in a few seconds. You can close this page.")
    String deviceAllowed();

    @Message("The device was refused. You can close this page.")
    String deviceDenied();
}
