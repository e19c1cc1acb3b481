package dev.carnet.local.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DoctorTest {

    @Test
    void finds_nothing_wrong_with_a_healthy_server() throws Exception {
        var report = examine(Optional.empty());
        assertEquals(0, report.failed(), report.table());
        assertTrue(report.passed() > 25, report.table());
        for (Row row : report.rows()) {
            boolean document = row.does().contains("document");
            assertEquals(document, row.finding() instanceof Finding.NotChecked, row.toString());
        }
    }

    @ParameterizedTest
    @EnumSource(Illness.class)
    void finds_each_illness_and_who_suffers_from_it(Illness illness) throws Exception {
        var report = examine(Optional.of(illness));
        var sufferers =
                report.rows().stream()
                        .filter(row -> row.finding() instanceof Finding.Failed)
                        .map(Row::client)
                        .toList();
        assertTrue(sufferers.contains(illness.client), report.table());
        var failed =
                report.rows().stream()
                        .map(Row::finding)
                        .filter(Finding.Failed.class::isInstance)
                        .map(Finding.Failed.class::cast)
                        .toList();
        assertTrue(failed.stream().noneMatch(one -> one.why().isBlank() || one.change().isBlank()));
        assertTrue(report.table().contains("change: "));
    }

    @Test
    void without_a_person_nothing_passes_that_needs_one() throws Exception {
        try (var server = PatientServer.start(Optional.empty())) {
            var report = doctor(server, new Nobody(), Optional.empty()).examine(_ -> {});
            assertEquals(0, report.failed(), report.table());
            for (Row row : report.rows()) {
                if (row.does().contains("calls back") || row.does().contains("refresh")) {
                    assertInstanceOf(Finding.NotChecked.class, row.finding(), row.toString());
                }
            }
        }
    }

    /// The server of this test has no documents, so they stay untried even when one is served.
    @Test
    void documents_are_not_tried_where_the_server_does_not_read_them() throws Exception {
        try (var server = PatientServer.start(Optional.empty())) {
            var document = Optional.of(URI.create("http://127.0.0.1:0/"));
            var report = doctor(server, server, document).examine(_ -> {});
            var untried =
                    report.rows().stream()
                            .filter(row -> row.finding() instanceof Finding.NotChecked)
                            .toList();
            assertEquals(report.notChecked(), untried.size());
            assertTrue(untried.size() > 8, report.table());
            for (Row row : untried) {
                assertTrue(row.finding().toString().contains("does not advertise"));
            }
        }
    }

    @Test
    void the_json_says_the_same_as_the_table() throws Exception {
        var report = examine(Optional.of(Illness.NO_REFRESH_TOKEN));
        var json = new ObjectMapper().readTree(report.json());
        assertEquals(report.failed(), json.get("failed").asLong());
        assertEquals(report.rows().size(), json.get("checks").size());
        assertTrue(report.table().endsWith(report.notChecked() + " not checked"));
    }

    /// V53: an address that is no web address is never called, whoever names it.
    @ParameterizedTest
    @ValueSource(
            strings = {"file:///etc/passwd", "http://example.com/", "javascript:x", "a b", "calc"})
    void calls_nothing_but_https_and_loopback(String url) {
        assertThrows(Complaint.class, () -> Discovery.url(url));
        var doctor =
                new Doctor(
                        url,
                        Optional.empty(),
                        new Nobody(),
                        PatientServer.WINDOW,
                        _ -> {},
                        Optional.empty());
        assertThrows(IOException.class, () -> doctor.examine(_ -> {}));
    }

    @Test
    void what_a_server_says_cannot_move_the_cursor() {
        assertEquals("a b", Wire.printable("a\u001b\r\n\u202eb"));
    }

    @Test
    void looks_at_the_three_places_of_an_issuer_with_a_path() {
        assertEquals(
                List.of(
                        "https://a.example/.well-known/oauth-authorization-server/x",
                        "https://a.example/.well-known/openid-configuration/x",
                        "https://a.example/x/.well-known/openid-configuration"),
                Discovery.places("https://a.example/x"));
    }

    private static Report examine(Optional<Illness> illness) throws Exception {
        try (var server = PatientServer.start(illness)) {
            return doctor(server, server, Optional.empty()).examine(_ -> {});
        }
    }

    private static Doctor doctor(PatientServer server, Somebody person, Optional<URI> document) {
        return new Doctor(
                server.issuer(),
                Optional.empty(),
                person,
                PatientServer.WINDOW,
                server::pass,
                document);
    }
}
