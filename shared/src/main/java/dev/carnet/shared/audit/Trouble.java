package dev.carnet.shared.audit;

import org.jboss.logging.Logger;

/// Reports an outage once, not once per attempt.
final class Trouble {

    private final Logger log;
    private String reported = "";

    Trouble(Logger log) {
        this.log = log;
    }

    void report(String what) {
        if (!what.equals(reported)) {
            reported = what;
            log.warn(what);
        }
    }

    void over() {
        if (!reported.isEmpty()) {
            log.info("the audit writer is connected again");
        }
        reported = "";
    }
}
