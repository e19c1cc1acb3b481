package dev.carnet.mcp.call;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.shared.audit.Receipt;

/// The receipt of a call's entry, for whoever keeps it: proof that the log had this entry.
public final class Receipts {

    private static final String KEY = "dev.carnet/receipt";

    private Receipts() {}

    /// The result with the receipt in its `_meta`.
    public static ObjectNode into(ObjectNode result, Receipt receipt) {
        result.withObject("/_meta")
                .set(
                        KEY,
                        Json.object()
                                .put("log", receipt.log())
                                .put("seq", receipt.seq())
                                .put("leaf", receipt.leaf()));
        return result;
    }
}
