package dev.carnet.auth.page;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/// Every text of the pages of agents.
@MessageBundle("roster")
public interface RosterTexts {

    @Message("Agents")
    String title();

    @Message("Agents of {workspace}")
    String caption(String workspace);

    @Message("There is no agent here yet.")
    String none();

    @Message("Name")
    String name();

    @Message("Answers to")
    String owner();

    @Message("Watched")
    String mode();

    @Message("State")
    String state();

    @Message("Passports that count")
    String alive();

    @Message("More")
    String more();

    @Message("Make an agent")
    String makeTitle();

    @Message("It answers to you, and its passports have what you say here at most.")
    String makeLead();

    @Message("Name: lower-case letters, digits and hyphens")
    String nameLabel();

    @Message("What it is for")
    String description();

    @Message("How closely it is watched")
    String modeLabel();

    @Message("as usual")
    String usual();

    @Message("standard: its calls are recorded")
    String standard();

    @Message("logged: it says what it is up to, and reports")
    String logged();

    @Message("enforced: and its passport ends when it does not")
    String enforced();

    @Message("Made from a template")
    String template();

    @Message("none")
    String noTemplate();

    @Message("Make it")
    String make();

    @Message("Suspend")
    String suspend();

    @Message("Suspended, it loses its passports and gets no new ones.")
    String suspendMeans();

    @Message("Have it go on")
    String resume();

    @Message("Unblock")
    String unblock();

    @Message("What it reported has to be looked at first.")
    String review();

    @Message("Look and decide")
    String decide();

    @Message("Issue a passport")
    String issueTitle();

    @Message("What for, in words")
    String intent();

    @Message(
            "Services: slugs of servers or toolsets with spaces between; all of its own if left empty")
    String services();

    @Message("Issue")
    String issue();

    @Message("A passport")
    String issuedTitle();

    @Message("This is the only time that it is shown. It counts until {until}.")
    String once(String until);

    @Message("Back to the agent")
    String toAgent();

    @Message("What its passports did")
    String reports();

    @Message("All agents")
    String back();
}
