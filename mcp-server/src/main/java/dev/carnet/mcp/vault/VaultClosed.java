package dev.carnet.mcp.vault;

/// A secret that does not open: changed, moved, or sealed by a keyset this process does not have.
public final class VaultClosed extends RuntimeException {

    private static final long serialVersionUID = 1;

    VaultClosed(Throwable cause) {
        super("a sealed secret does not open; is the keyset the one it was sealed with?", cause);
    }
}
