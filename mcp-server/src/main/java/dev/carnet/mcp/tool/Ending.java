package dev.carnet.mcp.tool;

import dev.carnet.shared.audit.Event;
import dev.carnet.shared.audit.Receipt;

/// What became of a call that began, for its end entry and for its client.
sealed interface Ending {

    /// The end entry's own fields.
    Event describe(Event end, Usable usable);

    /// What the client gets once that entry is durable.
    Finish finish(Receipt receipt);

    /// It ran to its end.
    record Ran(Outcome outcome) implements Ending {
        @Override
        public Event describe(Event end, Usable usable) {
            return switch (outcome) {
                case ToolResult result ->
                        end.with("out", result.failed() ? "tool_error" : "ok")
                                .with("why", result.why())
                                .hide("result", Discretion.result(usable, result));
                case Outcome.InputRequired asked -> end.with("out", "input_required");
                case Outcome.Failed failed ->
                        end.with("out", "error")
                                .with("why", failed.why())
                                .hide("error", failed.publicText());
                case Outcome.MissingClient missing ->
                        end.with("out", "denied").with("why", "client_capability");
                case Outcome.Started started -> end.with("out", "task");
            };
        }

        @Override
        public Finish finish(Receipt receipt) {
            return new Finish.Done(outcome, receipt);
        }
    }

    /// It broke.
    record Broke(Throwable fault) implements Ending {
        @Override
        public Event describe(Event end, Usable usable) {
            return end.with("out", "error").hide("error", String.valueOf(fault));
        }

        @Override
        public Finish finish(Receipt receipt) {
            return new Finish.Broken();
        }
    }

    /// It never ran: at the last moment nobody could say whether the caller still stands.
    record Undecided() implements Ending {
        @Override
        public Event describe(Event end, Usable usable) {
            return end.with("out", "denied").with("why", "picture_stale");
        }

        @Override
        public Finish finish(Receipt receipt) {
            return new Finish.Unavailable();
        }
    }

    /// Somebody ended it, before it ran or while it did.
    record Stopped(Stop.Reason reason) implements Ending {
        @Override
        public Event describe(Event end, Usable usable) {
            return switch (reason) {
                case Stop.Reason.Cancelled cancelled -> aborted(end, "cancelled");
                case Stop.Reason.Revoked revoked -> revoked.how().on(aborted(end, "revoked"));
                case Stop.Reason.TimedOut timedOut -> end.with("out", "timeout");
                case Stop.Reason.Closing closing -> aborted(end, "shutdown");
            };
        }

        private static Event aborted(Event end, String why) {
            return end.with("out", "aborted").with("why", why);
        }

        @Override
        public Finish finish(Receipt receipt) {
            return switch (reason) {
                case Stop.Reason.Cancelled cancelled -> new Finish.Cancelled();
                case Stop.Reason.Revoked revoked ->
                        revoked.how().credential()
                                ? new Finish.Revoked()
                                : new Finish.Unavailable();
                case Stop.Reason.TimedOut timedOut -> new Finish.TimedOut();
                case Stop.Reason.Closing closing -> new Finish.Unavailable();
            };
        }
    }
}
