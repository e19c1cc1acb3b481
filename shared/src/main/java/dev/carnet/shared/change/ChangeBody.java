package dev.carnet.shared.change;

import dev.carnet.shared.workspace.Role;
import java.time.Instant;
import java.util.Optional;

/// What one feed row says. But for one kind it carries the complete new state of the thing, so that
/// a replica does not have to ask for more.
public sealed interface ChangeBody {

    /// The name in the column `kind`; a replica that does not know it refuses to serve.
    String kind();

    /// The row's body.
    default String json() {
        return ChangeJson.write(this);
    }

    /// Something was taken away. For a client, an agent and a member, every token whose issuer had
    /// not seen this row is dead; for the rest the id alone counts.
    ///
    /// @param type `passport` (a jti or a passport session), `token`, `grant`, `client`, `agent`,
    ///   `key`, `member`, `connection`, `server` or `workspace`
    /// @param keepUntil when nothing it ends can be alive any more
    record Revoked(String type, String id, String reason, Instant keepUntil) implements ChangeBody {
        /// The kind of this body.
        public static final String KIND = "revoked";

        @Override
        public String kind() {
            return KIND;
        }
    }

    /// A person's role in the workspace, or none any more.
    record MemberChanged(String person, Optional<Role> role) implements ChangeBody {
        /// The kind of this body.
        public static final String KIND = "member";

        @Override
        public String kind() {
            return KIND;
        }
    }

    /// A key was made, rotated or revoked.
    record KeyChanged(KeyState key) implements ChangeBody {
        /// The kind of this body.
        public static final String KIND = "key";

        @Override
        public String kind() {
            return KIND;
        }
    }

    /// An agent was registered, suspended, resumed or deleted.
    record AgentChanged(AgentState agent) implements ChangeBody {
        /// The kind of this body.
        public static final String KIND = "agent";

        @Override
        public String kind() {
            return KIND;
        }
    }

    /// A signing key was published, or its end was set.
    record SigningKeyChanged(SigningKeyState key) implements ChangeBody {
        /// The kind of this body.
        public static final String KIND = "signing_key";

        @Override
        public String kind() {
            return KIND;
        }
    }

    /// A part of what the gateway decides by was changed: `servers`, `toolsets`, `policy`,
    /// `services` or `connections`. It is the one body that does not carry the new state, which may
    /// be megabytes of tool definitions: replicas that need it read it anew.
    record GatewayChanged(String part) implements ChangeBody {
        /// The kind of this body.
        public static final String KIND = "gateway";

        @Override
        public String kind() {
            return KIND;
        }
    }

    /// A workspace was made, renamed or closed.
    record WorkspaceChanged(String name, boolean closed) implements ChangeBody {
        /// The kind of this body.
        public static final String KIND = "workspace";

        @Override
        public String kind() {
            return KIND;
        }
    }
}
