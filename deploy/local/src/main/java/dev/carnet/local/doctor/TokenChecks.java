package dev.carnet.local.doctor;

import dev.carnet.local.doctor.Wire.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/// How clients come by tokens and keep them.
final class TokenChecks {

    private static final int PROCESSES = 4;
    private static final Duration MARGIN = Duration.ofSeconds(1);
    private static final String GRACE =
            "give the same successor again for a while after a refresh token was replaced";

    private static final List<Check> CHECKS =
            List.of(
                    new Check(
                            "Claude (web, desktop)",
                            "presses Allow twice",
                            "let the consent form be sent twice: each time a code, or once the same"
                                    + " answer",
                            TokenChecks::allowTwice),
                    new Check(
                            "MCP Inspector",
                            "fetches its tokens from a page in a browser",
                            "let pages at the client's own redirect origin use the token endpoint",
                            TokenChecks::fromAPage),
                    new Check(
                            "Claude (web, desktop), Codex",
                            "expects a refresh token without asking for offline_access",
                            "give one to every client that lists the refresh_token grant",
                            patient -> signIn(patient).tokens().demandRefresh()),
                    new Check(
                            "Claude Code, Gemini CLI",
                            "refreshes from " + PROCESSES + " processes at once",
                            GRACE,
                            TokenChecks::refreshAtOnce),
                    new Check(
                            "Codex",
                            "sends a refresh token once more that was just replaced",
                            GRACE,
                            TokenChecks::refreshAgain),
                    new Check(
                            "Codex",
                            "sends a refresh token that was replaced long ago, then signs in anew",
                            "answer invalid_grant, revoke everything of that grant, and let the client"
                                    + " begin again with what it is registered as",
                            TokenChecks::refreshMuchLater));

    private TokenChecks() {}

    static List<Check> all() {
        return CHECKS;
    }

    /// A client and what it holds.
    private record Session(Replay client, Tokens tokens) {}

    private static Session signIn(Patient patient)
            throws IOException, InterruptedException, Complaint, NotTried {
        var client = RedirectChecks.plain(patient);
        return new Session(client, client.signIn(RedirectChecks.PLAIN));
    }

    private static void allowTwice(Patient patient)
            throws IOException, InterruptedException, Complaint, NotTried {
        var client = RedirectChecks.plain(patient);
        var attempt = client.ask(RedirectChecks.PLAIN, Map.of(), 2);
        client.redeem(attempt, attempt.responses().getLast(), Map.of());
    }

    private static void fromAPage(Patient patient)
            throws IOException, InterruptedException, Complaint, NotTried {
        String origin = "http://localhost:6274";
        String redirect = origin + "/oauth/callback";
        var client =
                Replay.registered(
                        patient,
                        """
                        {"client_name":"MCP Inspector","redirect_uris":["%s"],"grant_types":[
                        "authorization_code","refresh_token"],"response_types":["code"],
                        "token_endpoint_auth_method":"none","client_uri":
                        "https://github.com/modelcontextprotocol/inspector"}
                        """
                                .formatted(redirect));
        var attempt = client.ask(redirect, Map.of(), 1);
        var headers =
                Map.of("Origin", origin, "Sec-Fetch-Mode", "cors", "Sec-Fetch-Site", "cross-site");
        var tokens = client.redeem(attempt, attempt.responses().getLast(), headers);
        String allowed = tokens.answer().header("Access-Control-Allow-Origin");
        Complaint.unless(
                allowed.equals("*") || allowed.equals(origin),
                "the browser hides the tokens from the page");
    }

    private static void refreshAtOnce(Patient patient)
            throws IOException, InterruptedException, Complaint, NotTried {
        var session = signIn(patient);
        String token = session.tokens().demandRefresh();
        var successors = new HashSet<String>();
        for (Answer answer : atOnce(() -> session.client().refresh(token))) {
            Complaint.unless(
                    answer.status() == 200,
                    "the process that loses the race signs everybody out: " + answer.shown());
            successors.add(answer.text("refresh_token"));
        }
        Complaint.unless(
                successors.size() == 1,
                "the processes end with "
                        + successors.size()
                        + " different refresh tokens, and"
                        + " all but one die at the next refresh");
        var next = session.client().refresh(successors.iterator().next());
        Complaint.unless(next.status() == 200, "the winner's token is dead: " + next.shown());
    }

    private static List<Answer> atOnce(Callable<Answer> request)
            throws IOException, InterruptedException {
        try (var processes = Executors.newFixedThreadPool(PROCESSES)) {
            var answers = new ArrayList<Answer>();
            for (var answer :
                    processes.invokeAll(java.util.Collections.nCopies(PROCESSES, request))) {
                answers.add(answer.get());
            }
            return answers;
        } catch (ExecutionException failed) {
            throw new IOException("a parallel request failed: " + failed.getMessage(), failed);
        }
    }

    private static void refreshAgain(Patient patient)
            throws IOException, InterruptedException, Complaint, NotTried {
        demandWindow(patient);
        var session = signIn(patient);
        String old = session.tokens().demandRefresh();
        String successor = Tokens.of(session.client().refresh(old)).demandRefresh();
        var again = session.client().refresh(old);
        Complaint.unless(
                again.status() == 200,
                "whoever comes with the older token is signed out: " + again.shown());
        Complaint.unless(
                again.text("refresh_token").equals(successor),
                "the family splits: another successor than before, and one of them dies later");
    }

    private static void demandWindow(Patient patient) throws NotTried {
        if (patient.window().isZero()) {
            throw new NotTried("--refresh-window 0 says that this server has none");
        }
    }

    private static void refreshMuchLater(Patient patient)
            throws IOException, InterruptedException, Complaint, NotTried {
        var session = signIn(patient);
        String old = session.tokens().demandRefresh();
        String newest = Tokens.of(session.client().refresh(old)).demandRefresh();
        patient.pause().lasting(patient.window().plus(MARGIN));
        demandInvalidGrant(session.client().refresh(old), "the token replaced long ago");
        demandInvalidGrant(session.client().refresh(newest), "the newest of the same family");
        session.client().signIn(RedirectChecks.PLAIN).demandRefresh();
    }

    private static void demandInvalidGrant(Answer answer, String whose) throws Complaint {
        Complaint.unless(
                answer.status() == 400 && answer.text("error").equals("invalid_grant"),
                whose + " is not answered with invalid_grant but with " + answer.shown());
    }
}
