package dev.carnet.shared.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/// A refused request, as RFC 9457 problem details (`application/problem+json`).
///
/// ```
/// {"type":"urn:carnet:problem:not_found","title":"Not found","status":404,
///  "detail":"There is no such key.","code":"not_found","request_id":"…"}
/// ```
///
/// @param code stable, for programs; `type` is made of it
/// @param title the same for every problem of this code
/// @param detail what happened this time, for people; never a private reason
/// @param requestId names the request in the service's log
/// @param errors which fields were wrong; left out when there are none
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String code,
        @JsonProperty("request_id") String requestId,
        List<FieldError> errors) {

    /// The media type of an answer with this body.
    public static final String MEDIA_TYPE = "application/problem+json";

    /// A problem without field errors.
    public static Problem of(
            int status, String code, String title, String detail, String requestId) {
        return new Problem(
                "urn:carnet:problem:" + code, title, status, detail, code, requestId, List.of());
    }

    /// A copy that names the wrong fields.
    public Problem with(List<FieldError> wrong) {
        return new Problem(type, title, status, detail, code, requestId, List.copyOf(wrong));
    }

    /// One wrong field of a request.
    ///
    /// @param pointer a JSON Pointer into the body (`/ttl_seconds`), or the parameter's name
    /// @param detail what is wrong with it
    public record FieldError(String pointer, String detail) {}
}
