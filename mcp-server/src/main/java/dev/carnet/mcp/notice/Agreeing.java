package dev.carnet.mcp.notice;

import dev.carnet.mcp.limit.NoticeLimits;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.notice.DestinationStore.Reachable;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.fetch.Outcome;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.List;

/// How a destination says that it wants to be told: a program gives back a challenge, the owner of
/// a mail address a code. Nobody has to agree to mail to the address they sign in with.
@ApplicationScoped
public class Agreeing {

    private static final int CHALLENGE_CHARACTERS = 40;

    private final CodeStore codes;
    private final CountLockStore counts;
    private final Sender sender;
    private final Clock clock;

    Agreeing(CodeStore codes, CountLockStore counts, Sender sender, Clock clock) {
        this.codes = codes;
        this.counts = counts;
        this.sender = sender;
        this.clock = clock;
    }

    /// Refuses what needs mail where there is none.
    Uni<Void> demandMail() {
        return codes.isOpen()
                .invoke(open -> {
                    if (!open) {
                        throw new Refused(
                                Refusal.MAIL_NOT_CONFIGURED,
                                "auth-server has no mail server to send by: set CARNET_SMTP_HOST"
                                        + " and CARNET_SMTP_FROM there, or name a url.");
                    }
                })
                .replaceWithVoid();
    }

    /// Whether it is the address of the person who calls, whatever credential they use.
    Uni<Boolean> isOwn(SqlConnection transaction, ApiCall call, Address address) {
        return codes.isOwn(transaction, call.caller().subject(), address)
                .map(own -> own && call.isPerson(call.caller().subject()));
    }

    /// Asks a program to give back a random text; who does wants to be told.
    Uni<Void> challenge(ApiCall call, Reachable to) {
        String challenge = Ids.characters(CHALLENGE_CHARACTERS);
        String delivery = Ids.fresh("dlv");
        var body =
                Json.object()
                        .put("id", delivery)
                        .put("type", "destination.verify")
                        .put("workspace", call.workspace())
                        .put("challenge", challenge);
        var one = to.destination();
        return sender.send(
                        call.workspace(),
                        one.id(),
                        to.secrets(),
                        one.target(),
                        delivery,
                        body.toString())
                .invoke(outcome -> demandGiven(outcome, challenge))
                .replaceWithVoid();
    }

    private static void demandGiven(Outcome outcome, String challenge) {
        boolean given =
                outcome instanceof Outcome.Document document
                        && document.body().toString().strip().equals(challenge);
        if (!given) {
            throw new Refused(
                    Refusal.NOT_ACTIVE,
                    "The destination did not answer with the challenge as its body: "
                            + trouble(outcome)
                            + ".");
        }
    }

    private static String trouble(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Document _ -> "it answered something else";
            case Outcome.Forbidden(String why) -> why;
            case Outcome.Unavailable(String why) -> why;
        };
    }

    /// Has a code mailed to an address that has not agreed yet.
    Uni<Deed> mailCode(SqlConnection transaction, ApiCall call, Destination to) {
        if (to.verifiedAt().isPresent()) {
            throw new Refused(Refusal.NOT_ACTIVE, "The address is verified already.");
        }
        return demandMail()
                .chain(() -> counts.take(transaction, call.workspace()))
                .chain(() ->
                        codes.ask(
                                transaction,
                                call.workspace(),
                                Ids.fresh("cdl"),
                                to.id(),
                                clock.instant()))
                .map(asked -> {
                    if (!asked) {
                        throw new Refused(
                                Refusal.LIMIT_REACHED,
                                "A workspace has "
                                        + NoticeLimits.CODES_AN_HOUR
                                        + " codes mailed in an hour at most.");
                    }
                    return new Deed(
                            Destinations.answer(to),
                            call.event("destination.mail_code", clock.instant())
                                    .with("id", to.id()),
                            List.of());
                });
    }

    /// Whether that is the code that was mailed; so often may be guessed and no more.
    Uni<Void> demandCode(ApiCall call, Destination to, String code) {
        return codes.fits(call.workspace(), to.id(), hash(code), clock.instant())
                .invoke(Agreeing::demandFits)
                .replaceWithVoid();
    }

    Uni<Void> take(SqlConnection transaction, ApiCall call, Destination to, String code) {
        return codes.take(transaction, call.workspace(), to.id(), hash(code), clock.instant())
                .invoke(Agreeing::demandFits)
                .replaceWithVoid();
    }

    private static void demandFits(boolean fits) {
        if (!fits) {
            throw Refused.field(
                    "/code", "is not the code that was mailed, or no longer; ask for another one");
        }
    }

    private static Buffer hash(String code) {
        try {
            byte[] text = code.strip().getBytes(StandardCharsets.US_ASCII);
            return Buffer.buffer(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
