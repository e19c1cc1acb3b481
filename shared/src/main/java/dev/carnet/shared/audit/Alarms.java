package dev.carnet.shared.audit;

import dev.carnet.shared.audit.AuditUnavailable.Reason;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/// Says once that a workspace's log takes no entries, not once per event.
final class Alarms {

    private static final Logger LOG = Logger.getLogger(Alarms.class);
    private static final int KEPT = 1_000;

    private final Map<String, Reason> raised = new HashMap<>();

    void raise(String workspace, Reason reason) {
        if (raised.size() >= KEPT) {
            raised.clear();
        }
        if (raised.put(workspace, reason) != reason) {
            LOG.errorf("no audit entry for workspace %s: %s", workspace, reason);
        }
    }

    void over(String workspace) {
        raised.remove(workspace);
    }
}
