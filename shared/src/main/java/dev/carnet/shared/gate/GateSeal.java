package dev.carnet.shared.gate;

import dev.carnet.shared.secret.Sealer;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/// Seals what a gate keeps of a call, for that gate and that part of it alone.
///
/// The keyset is that of audit disclosures: mcp-server writes the arguments and auth-server shows
/// them, both hold this keyset already, and the log keeps the same arguments under it. A keyset of
/// its own would protect nothing more and could be lost on its own.
public final class GateSeal {

    private final Sealer sealer;

    /// Seals with the keyset of audit disclosures.
    public GateSeal(Sealer sealer) {
        this.sealer = sealer;
    }

    /// The parts of a gate that are nobody's business but those who decide and run it.
    public enum Part {
        /// The arguments as they were asked for.
        ARGUMENTS,
        /// The arguments as somebody edited them.
        EDITED,
        /// The arguments somebody wants to approve instead, while they are checked.
        PROPOSED,
        /// What is wrong with those.
        PROBLEMS,
        /// Who asked, as mcp-server saw them.
        CALLER,
        /// What somebody wrote with their decision.
        REMARK,
        /// What its run asks its client, and the answers so far.
        ASKED,
        /// What came of it.
        RESULT
    }

    /// The sealed form of a text.
    public Buffer seal(String workspace, String gate, Part part, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Buffer.buffer(sealer.seal(bytes, place(workspace, gate, part)));
    }

    /// The text again.
    ///
    /// @throws IllegalStateException if it was changed, or put there from another gate
    public String open(String workspace, String gate, Part part, Buffer sealed) {
        try {
            return new String(
                    sealer.open(sealed.getBytes(), place(workspace, gate, part)),
                    StandardCharsets.UTF_8);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("gate " + gate + " cannot be opened", broken);
        }
    }

    private static String place(String workspace, String gate, Part part) {
        return String.join("\0", "gate", workspace, gate, part.name());
    }
}
