package dev.carnet.auth.page;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/// Every text of the pages about what became of passports.
@MessageBundle("report")
public interface ReportTexts {

    @Message("Agents at work")
    String tab();

    @Message("What agents did with their passports")
    String listTitle();

    @Message("No agent of yours has had a passport yet.")
    String none();

    @Message("Look at it")
    String open();

    @Message("More")
    String more();

    @Message("What became of a passport")
    String title();

    @Message("Agent")
    String agent();

    @Message("For")
    String intent();

    @Message("Mode")
    String mode();

    @Message("Passport")
    String passport();

    @Message("Renewed")
    String renewed();

    @Message("{count} times, last {at}")
    String times(int count, String at);

    @Message("Began")
    String began();

    @Message("Ended")
    String ended();

    @Message("Checkout")
    String outcome();

    @Message("Review")
    String review();

    @Message("waits for a decision")
    String reviewOpen();

    @Message("Somebody has to look at this")
    String reviewTitle();

    @Message("Somebody looked at this")
    String reviewed();

    @Message("Reports that wait for a decision")
    String waiting();

    @Message("Look and decide")
    String decide();

    @Message("Whoever answers for an agent does not decide about it: an operator does.")
    String notYours();

    @Message("A note, if you like")
    String note();

    @Message("Accept")
    String accept();

    @Message("Accepted, the agent goes on.")
    String acceptMeans();

    @Message("Block")
    String block();

    @Message("Blocked, it loses what it has, and gets no passport until somebody unblocks it.")
    String blockMeans();

    @Message("delegated from another passport")
    String parent();

    @Message("What the gateway saw")
    String seen();

    @Message("{calls} calls: {ok} went well, {failed} did not. {denied} were refused.")
    String totals(int calls, int ok, int failed, int denied);

    @Message("What the agent reported")
    String reported();

    @Message("The agent has reported nothing.")
    String reportedNothing();

    @Message("Its word: {said} calls. The gateway saw {seen} by then.")
    String compared(int said, int seen);

    @Message("Services it named")
    String services();

    @Message("Nothing in it contradicts what was seen.")
    String noFindings();

    @Message("Security events")
    String events();

    @Message("resolved")
    String resolved();

    @Message("Delegated to")
    String delegated();

    @Message("Calls, newest first")
    String calls();

    @Message("No calls.")
    String noCalls();

    @Message("Carnet itself")
    String carnet();

    @Message("{ms} ms")
    String took(long ms);

    @Message("Earlier calls")
    String earlier();

    @Message("All passports")
    String back();
}
