package dev.carnet.auth.page;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/// Every text of the pages of servers.
@MessageBundle("server")
public interface ServerTexts {

    @Message("Servers")
    String title();

    @Message("Servers of {workspace}")
    String caption(String workspace);

    @Message("Other workspaces")
    String others();

    @Message("There is no server behind the gateway yet: ./carnet server add registers one.")
    String none();

    @Message("Name")
    String name();

    @Message("Transport")
    String transport();

    @Message("Authentication")
    String authentication();

    @Message("Tools")
    String tools();

    @Message("Health")
    String health();

    @Message("Status")
    String status();

    @Message("Switch")
    String act();

    @Message("{count} offered")
    String offered(int count);

    @Message("{count} new, not approved")
    String waiting(int count);

    @Message("{count} changed, not offered")
    String changed(int count);

    @Message("not looked at yet")
    String unseen();

    @Message("Switch on")
    String enable();

    @Message("Switch off")
    String disable();

    @Message("More")
    String more();

    @Message("Done. Every gateway knows it.")
    String done();

    @Message("Place")
    String slug();

    @Message("Address")
    String address();

    @Message("Private addresses")
    String privateAddresses();

    @Message("allowed")
    String allowed();

    @Message("Key")
    String key();

    @Message("none")
    String noKey();

    @Message("Template")
    String template();

    @Message("Approved")
    String approved();

    @Message("nobody has")
    String approvedByNobody();

    @Message("Nothing is called at this address before somebody approves it.")
    String pending();

    @Message("What was approved before, and is another now:")
    String before();

    @Message("What is approved: the address above, and this way to prove who asks:")
    String proves();

    @Message("Approve")
    String approve();

    @Message("It was changed a moment ago. Look at it anew before you approve it.")
    String again();

    @Message("Look at it anew")
    String look();

    @Message("Tools that wait")
    String waitingTitle();

    @Message(
            "Nothing of a server is offered before its words were looked at. With their differences"
                    + " they are listed, and approved, by this command:")
    String howToApprove();

    @Message("Last tests")
    String tests();

    @Message("Nobody has tested it.")
    String noTests();

    @Message("{by}, {at}, {ms} ms")
    String tested(String by, String at, int ms);

    @Message("{count} tools")
    String listed(String count);

    @Message("Somebody took this server out.")
    String gone();

    @Message("All servers")
    String back();
}
