package dev.carnet.auth.report;

import dev.carnet.auth.report.PassportReport.Line;
import dev.carnet.shared.desk.Page;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/// Puts a report together.
@Singleton
final class Reporting {

    private final LineStore lines;
    private final CallStore calls;

    Reporting(LineStore lines, CallStore calls) {
        this.lines = lines;
        this.calls = calls;
    }

    /// The report about that line with that page of its calls.
    Uni<PassportReport> report(Line line, Page<SeenCall> page) {
        return calls.totals(line)
                .chain(seen ->
                        lines.reports(line, ReportLimits.REPORTS)
                                .chain(said ->
                                        lines.delegated(line, ReportLimits.DELEGATED)
                                                .chain(below ->
                                                        lines.events(line, ReportLimits.EVENTS)
                                                                .map(events ->
                                                                        new PassportReport(
                                                                                line, seen, said,
                                                                                below, events,
                                                                                page)))));
    }
}
