package dev.carnet.auth.approval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.auth.approval.ApprovalPage.Facts;
import dev.carnet.auth.approval.ApprovalPage.Trouble;
import dev.carnet.auth.mail.Post;
import dev.carnet.auth.signin.SessionForms;
import dev.carnet.auth.signin.SignedIn;
import dev.carnet.shared.gate.GateLimits;
import dev.carnet.shared.gate.GateSeal;
import dev.carnet.shared.gate.GateSeal.Part;
import dev.carnet.shared.gate.GateState;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// A gate as a page shows it: everything that comes from outside is text, and nothing in it can
/// hide.
@Singleton
final class ApprovalView {

    /// The form of a decision.
    static final String FORM = "decide_gate";

    /// What a page says when nobody could check changed arguments.
    static final String UNCHECKED =
            "they cannot be checked right now, so nothing was decided. Try again in a moment.";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private final SessionForms forms;
    private final GateSeal seal;
    private final Post post;

    ApprovalView(SessionForms forms, GateSeal seal, Post post) {
        this.forms = forms;
        this.seal = seal;
        this.post = post;
    }

    /// Whether people are written to.
    boolean mails() {
        return post.isOpen();
    }

    /// One line of the list.
    ApprovalsPage.Line line(Approval gate) {
        return new ApprovalsPage.Line(
                gate.gate(),
                Plainly.text(gate.asked().name()),
                gate.asked().server(),
                gate.workspaceName(),
                who(gate),
                time(gate.createdAt()),
                time(gate.expiresAt()),
                gate.may());
    }

    /// The page of a gate.
    ///
    /// @param typed changed arguments that were sent and are wrong
    ApprovalPage page(
            Approval gate, SignedIn person, Trouble trouble, Optional<String> typed, Instant now) {
        Optional<ObjectNode> asked = arguments(gate, Part.ARGUMENTS, gate.contents().arguments());
        Optional<ObjectNode> edited = arguments(gate, Part.EDITED, gate.contents().edited());
        String shown = edited.or(() -> asked).map(Plainly::json).orElse("");
        boolean tooLong = gate.contents().arguments().isPresent() && shown.isEmpty();
        boolean open =
                gate.state() == GateState.WAITING
                        && gate.may()
                        && !gate.said()
                        && now.isBefore(gate.expiresAt());
        return new ApprovalPage(
                gate.gate(),
                gate.own(),
                open,
                gate.said(),
                tooLong,
                facts(gate),
                state(gate, now),
                shown,
                edited.isPresent() ? asked.map(Plainly::json).orElse("") : "",
                gate.editedBy().orElse(""),
                gate.approvedBy(),
                gate.quorum(),
                gate.decidedBy().orElse(""),
                remark(gate),
                trouble,
                typed.orElseGet(() -> shown.length() <= GateLimits.EDITED_CHARACTERS ? shown : ""),
                forms.seal(FORM, person, gate.gate() + " " + gate.version()),
                person.name(),
                forms.seal("signout", person, ""));
    }

    private static Facts facts(Approval gate) {
        Approval.Asked asked = gate.asked();
        return new Facts(
                gate.workspaceName(),
                who(gate),
                Plainly.text(String.join(", ", asked.through())),
                Plainly.text(asked.name()),
                Plainly.text(asked.tool()),
                asked.server(),
                Plainly.text(asked.reason()),
                Plainly.text(asked.consequences()),
                effect(asked.effect()),
                time(gate.createdAt()),
                time(gate.expiresAt()));
    }

    private static ApprovalPage.Effect effect(Approval.Effect effect) {
        return new ApprovalPage.Effect(
                effect.toolClass(),
                Plainly.text(effect.description()),
                effect.repeatable(),
                effect.openWorld(),
                Plainly.text(effect.serverName()),
                Plainly.text(effect.serverAddress()));
    }

    private static String who(Approval gate) {
        return Plainly.text(gate.asked().person());
    }

    /// Why changed arguments cannot be approved.
    static String said(Edits.Check.Unfit unfit) {
        return switch (unfit.why()) {
            case "unfit" -> "they do not fit the tool: " + unfit.problems();
            case "refused" ->
                    "the workspace's rules do not allow them, or want another decision for them.";
            default -> "the tool, or who asked, is not there any more.";
        };
    }

    /// Whether a page can show what the call would do.
    boolean isShown(Approval gate) {
        return arguments(gate, Part.ARGUMENTS, gate.contents().arguments()).isPresent();
    }

    private static String state(Approval gate, Instant now) {
        boolean late = gate.state() == GateState.WAITING && !now.isBefore(gate.expiresAt());
        return late ? GateState.EXPIRED.wire() : gate.state().wire();
    }

    private Optional<ObjectNode> arguments(Approval gate, Part part, Optional<Buffer> sealed) {
        return sealed.map(bytes -> seal.open(gate.workspace(), gate.gate(), part, bytes))
                .flatMap(Plainly::object);
    }

    private String remark(Approval gate) {
        return gate.contents()
                .remark()
                .map(bytes -> seal.open(gate.workspace(), gate.gate(), Part.REMARK, bytes))
                .map(Plainly::text)
                .orElse("");
    }

    private static String time(Instant at) {
        return TIME.format(at);
    }
}
