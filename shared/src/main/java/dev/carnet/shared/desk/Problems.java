package dev.carnet.shared.desk;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.carnet.shared.outage.Outage;
import dev.carnet.shared.rest.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// Turns whatever ends a request early into a problem document: the one place where refusals are
/// recorded and faults are logged.
@ApplicationScoped
public class Problems {

    private static final Logger LOG = Logger.getLogger(Problems.class);

    private static final String NUL = "22021";

    private static final Pattern CAPITAL = Pattern.compile("[A-Z]");

    private final RefusalRecord record;

    Problems(RefusalRecord record) {
        this.record = record;
    }

    /// A refusal: answered when its entry is durable, if it gets one.
    @ServerExceptionMapper
    public Uni<Response> refused(Refused refused, RoutingContext routing) {
        return record.keep(refused, routing)
                .replaceWith(() -> answer(refused, routing))
                .onFailure()
                .recoverWithItem(failure -> fault(failure, routing));
    }

    /// Fields that break the rules of their type.
    @ServerExceptionMapper
    public Response violated(ConstraintViolationException violated, RoutingContext routing) {
        return answer(Refused.fields(errors(violated)), routing);
    }

    /// A body that is not the JSON this route takes.
    @ServerExceptionMapper
    public Response unreadable(JacksonException unreadable, RoutingContext routing) {
        return answer(refusal(unreadable), routing);
    }

    /// The framework has a mapper of its own for these, so they need one here.
    @ServerExceptionMapper
    public Response mismatched(MismatchedInputException unreadable, RoutingContext routing) {
        return answer(refusal(unreadable), routing);
    }

    /// What the framework itself refuses: unknown paths, methods, media types.
    @ServerExceptionMapper
    public Response framework(WebApplicationException refused, RoutingContext routing) {
        return refused.getCause() instanceof JacksonException unreadable
                ? unreadable(unreadable, routing)
                : answer(refusal(refused.getResponse().getStatus()), routing);
    }

    /// A bug or an outage: logged once, answered without detail.
    @ServerExceptionMapper
    public Response fault(Throwable fault, RoutingContext routing) {
        return answer(
                Outage.in(fault)
                        .map(outage -> unavailable(outage, routing))
                        .orElseGet(() -> isNul(fault) ? refusal(400) : broken(fault, routing)),
                routing);
    }

    /// A text with a NUL, which PostgreSQL has nowhere; sessions wrap what it says of one.
    private static boolean isNul(Throwable fault) {
        return switch (fault) {
            case PgException refused -> NUL.equals(refused.getSqlState());
            case SQLException refused -> NUL.equals(refused.getSQLState());
            default -> Optional.ofNullable(fault.getCause()).filter(Problems::isNul).isPresent();
        };
    }

    private static Refused unavailable(Outage outage, RoutingContext routing) {
        LOG.warnf("request %s: %s", Visit.id(routing), outage.line());
        return new Refused(
                Refusal.UNAVAILABLE,
                "Try again in a moment; an Idempotency-Key makes trying again safe.");
    }

    private static Refused broken(Throwable fault, RoutingContext routing) {
        LOG.errorf(fault, "request %s failed", Visit.id(routing));
        return new Refused(Refusal.FAULT, "Quote the request id.");
    }

    private static Response answer(Refused refused, RoutingContext routing) {
        var answer =
                begin(refused.refusal().status())
                        .type(Problem.MEDIA_TYPE)
                        .entity(refused.problem(Visit.id(routing)));
        refused.challenge().ifPresent(it -> answer.header(HttpHeaders.WWW_AUTHENTICATE, it));
        return answer.build();
    }

    /// Says when to come again if nothing can be done now (RFC 9110 §15.6.4, RFC 6585 §4).
    private static Response.ResponseBuilder begin(int status) {
        var answer = Response.status(status);
        return switch (status) {
            case 429 -> answer.header(HttpHeaders.RETRY_AFTER, Limits.GUESSERS_WAIT_SECONDS);
            case 503 -> answer.header(HttpHeaders.RETRY_AFTER, Limits.RETRY_AFTER_SECONDS);
            default -> answer;
        };
    }

    private static Refused refusal(int status) {
        return switch (status) {
            case 404 -> new Refused(Refusal.NOT_FOUND, "There is nothing at this path.");
            case 405 -> new Refused(Refusal.METHOD_NOT_ALLOWED, "This path has other methods.");
            case 406 -> new Refused(Refusal.NOT_ACCEPTABLE, "Accept application/json.");
            case 413 -> new Refused(Refusal.BODY_TOO_LARGE, "The body is too large.");
            case 415 -> new Refused(Refusal.UNSUPPORTED_MEDIA_TYPE, "Send application/json.");
            default ->
                    status < 500
                            ? new Refused(Refusal.MALFORMED_REQUEST, "The request is malformed.")
                            : new Refused(Refusal.FAULT, "Quote the request id.");
        };
    }

    private static Refused refusal(JacksonException unreadable) {
        String pointer = unreadable instanceof JsonMappingException mapping ? pointer(mapping) : "";
        return pointer.isEmpty()
                ? new Refused(Refusal.MALFORMED_REQUEST, "The body is not a JSON object.")
                : Refused.field(pointer, "is unknown or of another type");
    }

    private static String pointer(JsonMappingException mapping) {
        return mapping.getPath().stream()
                .map(at ->
                        "/"
                                + (at.getFieldName() == null
                                        ? String.valueOf(at.getIndex())
                                        : at.getFieldName()))
                .collect(Collectors.joining());
    }

    private static List<Problem.FieldError> errors(ConstraintViolationException violated) {
        return violated.getConstraintViolations().stream()
                .map(one -> new Problem.FieldError(pointer(one), one.getMessage()))
                .sorted((a, b) -> a.pointer().compareTo(b.pointer()))
                .toList();
    }

    /// The path without the method and its parameter, in the names of the wire:
    /// `issue.body.ttlSeconds` → `/ttl_seconds`.
    private static String pointer(ConstraintViolation<?> violation) {
        return StreamSupport.stream(violation.getPropertyPath().spliterator(), false)
                .skip(2)
                .filter(node -> node.getKind() == ElementKind.PROPERTY)
                .map(node -> "/" + CAPITAL.matcher(node.getName()).replaceAll("_$0"))
                .collect(Collectors.joining())
                .toLowerCase(Locale.ROOT);
    }
}
