package dev.carnet.mcp.server;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;

/// How a server is told who asks. No secret is part of it.
///
/// @param kind `none`, `workspace_key`, `person_oauth`, `person_key` or `carnet_assertion`
/// @param header of a key: which header carries it; `Authorization` when nothing is said
/// @param prefix of a key: what stands before it, `Bearer ` for example
/// @param issuer of `person_oauth`: the authorization server; found by discovery when nothing is
///   said
/// @param scopes of `person_oauth`: what people are asked for
/// @param clientId of `person_oauth`: a client that was registered there by hand
/// @param audience of `carnet_assertion` and of passports of calls: whom they are for; the server's
///   URL when nothing is said
/// @param callPassport whether each call of a tool carries a passport of its own, whatever proves
///   us otherwise
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Authentication(
        @NotNull
                @Pattern(
                        regexp = "none|workspace_key|person_oauth|person_key|carnet_assertion",
                        message =
                                "is none, workspace_key, person_oauth, person_key or"
                                        + " carnet_assertion")
                String kind,
        Optional<
                        @Pattern(regexp = "[A-Za-z0-9-]{1,64}", message = "is the name of a header")
                        String>
                header,
        Optional<@Pattern(regexp = "[ -~]{0,64}", message = "is up to 64 characters") String>
                prefix,
        Optional<@Size(max = 500) String> issuer,
        Optional<@Size(max = 50) List<@NotNull @Size(max = 200) String>> scopes,
        @JsonProperty("client_id") Optional<@Size(max = 500) String> clientId,
        Optional<@Size(max = 500) String> audience,
        @JsonProperty("call_passport") Optional<Boolean> callPassport) {

    /// To say no is to say nothing.
    public Authentication {
        callPassport = callPassport.filter(wanted -> wanted);
    }

    /// One without passports of calls.
    public Authentication(
            String kind,
            Optional<String> header,
            Optional<String> prefix,
            Optional<String> issuer,
            Optional<List<String>> scopes,
            Optional<String> clientId,
            Optional<String> audience) {
        this(kind, header, prefix, issuer, scopes, clientId, audience, Optional.empty());
    }

    /// Nothing proves us.
    static final Authentication NONE =
            new Authentication(
                    AuthKind.NONE.wire(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    /// The workspace's key, in the usual header.
    static final Authentication KEY =
            new Authentication(
                    AuthKind.WORKSPACE_KEY.wire(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    /// The kind.
    @JsonIgnore
    public AuthKind is() {
        return AuthKind.of(kind);
    }

    /// Whether each call of a tool carries a passport of its own.
    @JsonIgnore
    public boolean wantsCallPassports() {
        return callPassport.isPresent();
    }

    /// The header a key is sent in.
    @JsonIgnore
    public String headerName() {
        return header.orElse("Authorization");
    }

    /// A key as that header says it: behind `Bearer ` in `Authorization`, alone elsewhere, unless
    /// somebody says otherwise.
    String headerValue(String key) {
        String usual = headerName().equalsIgnoreCase("Authorization") ? "Bearer " : "";
        return prefix.orElse(usual) + key;
    }

    /// All of it in one line, for people who compare.
    String words() {
        var words = new StringBuilder(kind);
        header.ifPresent(it -> words.append(", header ").append(it));
        prefix.ifPresent(it -> words.append(", prefix \"").append(it).append('"'));
        issuer.ifPresent(it -> words.append(", issuer ").append(it));
        scopes.ifPresent(it -> words.append(", scopes ").append(String.join(" ", it)));
        clientId.ifPresent(it -> words.append(", client ").append(it));
        audience.ifPresent(it -> words.append(", audience ").append(it));
        callPassport.ifPresent(_ -> words.append(", passports of calls"));
        return words.toString();
    }
}
