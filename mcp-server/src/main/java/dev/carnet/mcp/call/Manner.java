package dev.carnet.mcp.call;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.RpcError;
import dev.carnet.mcp.stream.Reply;
import dev.carnet.mcp.tool.LogLevel;
import dev.carnet.mcp.tool.Outcome.InputRequired;
import dev.carnet.mcp.tool.Questions;
import dev.carnet.mcp.tool.Stop;
import dev.carnet.mcp.tool.Usable;
import dev.carnet.shared.audit.Receipt;
import java.util.Optional;

/// How an era speaks about one call: what its client can do, and how things are said to it.
public interface Manner {

    /// What the client declared.
    ObjectNode capabilities();

    /// The client's answers to earlier questions.
    Optional<ObjectNode> answers();

    /// What an earlier round of this call left, proven to be ours and meant for this very call.
    Optional<ObjectNode> state();

    /// Whether the client wants log messages of that level.
    boolean wants(LogLevel level);

    /// How to ask the client while the call runs, if this era can.
    Optional<Questions> questions();

    /// A final result in this era's form, with the receipt of its entry.
    ObjectNode result(ObjectNode members, Receipt receipt);

    /// Questions as a result. Never called when `questions()` has a value.
    ObjectNode questions(Usable usable, InputRequired asked, Receipt receipt);

    /// A task that was begun. Never called for a client that did not declare tasks.
    ObjectNode started(ObjectNode task, Receipt receipt);

    /// The client lacks a capability.
    RpcError missingCapability(ObjectNode required);

    /// There is no such thing.
    RpcError unknown(String type, String name);

    /// Called when the call begins, with its way back.
    void begun(Reply reply, Stop stop);

    /// Called when the call is over.
    void over();
}
