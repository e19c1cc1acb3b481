package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/// What became of asking an upstream what it offers.
public sealed interface Offering permits Offering.Offer, Broken {

    /// What is left out where a list was refused.
    String NO_ANSWER = ": the server answered with an error.";

    /// What is left out where an answer was none.
    String NO_LIST = ": the answer has no list.";

    /// Everything it lists, all pages, in its order. Definitions are as it sent them, numbers
    /// exact.
    ///
    /// @param version the revision that was agreed on
    /// @param server its `serverInfo`
    /// @param instructions what it would have a model read
    /// @param omitted what was left out and why, in words for an operator
    record Offer(
            Era era,
            String version,
            ObjectNode server,
            ObjectNode capabilities,
            Optional<String> instructions,
            List<ObjectNode> tools,
            List<ObjectNode> prompts,
            List<ObjectNode> resources,
            List<ObjectNode> templates,
            List<String> omitted)
            implements Offering {

        /// Whether it answered `tools/list`, if only with an empty list.
        public boolean listsTools() {
            return !omitted.contains("tools/list" + NO_ANSWER)
                    && !omitted.contains("tools/list" + NO_LIST);
        }
    }
}
