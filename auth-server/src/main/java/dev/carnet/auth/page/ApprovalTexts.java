package dev.carnet.auth.page;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/// Every text of the pages about calls that wait for a person.
@MessageBundle("approval")
public interface ApprovalTexts {

    @Message("Approvals")
    String approvalsTab();

    @Message("Calls that wait for a person")
    String approvalsTitle();

    @Message("This Carnet sends no mail. Look here for what waits for you.")
    String approvalsNoMail();

    @Message("Nothing waits for you.")
    String approvalsNone();

    @Message("waits for you")
    String approvalsForYou();

    @Message("waits for somebody else")
    String approvalsForOthers();

    @Message("Look at it")
    String approvalsOpen();

    @Message("More")
    String approvalsMore();

    @Message("Confirm this call?")
    String confirmTitle();

    @Message("Approve this call?")
    String approveTitle();

    @Message("wants to use")
    String wants();

    @Message("Nobody: it runs for a program of the workspace")
    String nobody();

    @Message("Runs for")
    String runsFor();

    @Message("Asked through")
    String through();

    @Message("Tool")
    String tool();

    @Message("Server")
    String server();

    @Message("Carnet itself")
    String carnet();

    @Message("Why it is asked")
    String reason();

    @Message("What it does")
    String consequences();

    @Message("What it may do")
    String effect();

    @Message("Read: it looks something up and changes nothing.")
    String effectRead();

    @Message("Write: it adds or changes something.")
    String effectWrite();

    @Message("Destructive: it may overwrite or delete something for good.")
    String effectDestructive();

    @Message("The tool says")
    String says();

    @Message("The tool says nothing of what it does.")
    String saysNothing();

    @Message("How far it reaches")
    String reaches();

    @Message("Beyond this server, to whatever else it talks to.")
    String reachesOut();

    @Message("No further than this server.")
    String reachesServer();

    @Message("Done twice, it changes nothing more.")
    String repeatable();

    @Message("Done twice, it may happen twice.")
    String notRepeatable();

    @Message("Asked at")
    String askedAt();

    @Message("Rejected by itself at")
    String expires();

    @Message("Said yes so far")
    String approvedBy();

    @Message("{count} needed")
    String needed(int count);

    @Message("Arguments")
    String arguments();

    @Message("Arguments as they were asked")
    String argumentsAsked();

    @Message("Arguments as {who} changed them")
    String argumentsEdited(String who);

    @Message("The arguments are too long to be shown, so this call can only be rejected.")
    String argumentsTooLong();

    @Message("The arguments are not kept any more.")
    String argumentsGone();

    @Message("The tool gets exactly these. Characters that show nothing are written as \\u….")
    String argumentsExact();

    @Message("Change the arguments")
    String edit();

    @Message("JSON. The changed arguments are sent instead; both are kept.")
    String editDetail();

    @Message("These arguments cannot be approved: {problem}")
    String editWrong(String problem);

    @Message("A word about it (the program reads it when you reject)")
    String remark();

    @Message("Approve")
    String approve();

    @Message("Approve with the changed arguments")
    String approveEdited();

    @Message("Reject")
    String reject();

    @Message("This waits for somebody else. You asked, so you cannot decide.")
    String notYours();

    @Message("It waits.")
    String stateWaiting();

    @Message("You said yes. It waits for others.")
    String stateSaidYes();

    @Message("It was approved and waits to be fetched.")
    String stateApproved();

    @Message("It was rejected.")
    String stateRejected();

    @Message("Nobody decided in time, so it was rejected.")
    String stateExpired();

    @Message("It was taken back.")
    String stateWithdrawn();

    @Message("It was approved and runs.")
    String stateRunning();

    @Message("It was approved and has run.")
    String stateDone();

    @Message("It was approved and reported an error, or could not run.")
    String stateFailed();

    @Message("It was approved and began to run. Nobody knows what came of it; it is not run again.")
    String stateUnknown();

    @Message("Decided by")
    String decidedBy();

    @Message("Your decision did not count: it was decided, changed or taken back meanwhile.")
    String tooLate();

    @Message("All that wait")
    String back();
}
