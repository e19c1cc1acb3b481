package dev.carnet.auth.page;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/// Every text of the pages where people connect themselves to servers.
@MessageBundle("connect")
public interface ConnectTexts {

    @Message("Connections")
    String title();

    @Message(
            "Servers behind Carnet that act in your own name. Carnet keeps what they give you"
                    + " sealed, uses it for your calls only, and never shows it to anybody.")
    String lead();

    @Message("There is no server here that you would have to connect to.")
    String none();

    @Message("Connected.")
    String done();

    @Message("Disconnected. If the provider can be told, it is told to forget what it gave.")
    String ended();

    @Message("Active")
    String active();

    @Message("Being tried")
    String trying();

    @Message("Your key is being tried at the server. This page says in a moment whether it counts.")
    String tryingLong();

    @Message("Not tried yet")
    String away();

    @Message(
            "The server could not be asked about your key yet. The key is kept, and the next use"
                    + " tries it again; it counts once the server takes it.")
    String awayLong();

    @Message("Refused")
    String refused();

    @Message("The server does not take this key, so it was not kept. Give another one.")
    String refusedLong();

    @Message("Expired")
    String expired();

    @Message("Needs connection")
    String needed();

    @Message("Connect")
    String connect();

    @Message("Reconnect")
    String reconnect();

    @Message("Disconnect")
    String disconnect();

    @Message("Your key for this server")
    String key();

    @Message("Save the key")
    String saveKey();

    @Message("Replace the key")
    String replaceKey();

    @Message("has a key that ends in")
    String keyEnds();

    @Message("has a key")
    String hasKey();

    @Message("signed in at")
    String at();

    @Message("The server wants more than you gave. Reconnect to give it:")
    String wanted();

    @Message("All connections")
    String all();
}
