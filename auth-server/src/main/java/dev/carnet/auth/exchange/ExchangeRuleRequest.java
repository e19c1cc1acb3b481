package dev.carnet.auth.exchange;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;

/// Who is to act for whom.
///
/// @param clientId a client of the workspace that was given the token exchange grant
/// @param subject `person`, `agent`, `client` or `key`
/// @param roles of people or of agents' owners; any when nothing is said
/// @param ids of subjects, or of clients their tokens came through; any when nothing is said
/// @param scopes the most the tokens have; `carnet:read` when nothing is said
/// @param resources where they may count; each of the client's when nothing is said
public record ExchangeRuleRequest(
        @JsonProperty("client_id") @NotBlank @Size(max = 100) String clientId,
        @NotNull
                @Pattern(
                        regexp = "person|agent|client|key",
                        message = "is person, agent, client or key")
                String subject,
        Optional<
                        @Size(max = 6) List<
                                @NotNull
                                @Pattern(
                                        regexp = "owner|admin|operator|auditor|member|viewer",
                                        message = "is a role")
                                String>>
                roles,
        Optional<@Size(max = 100) List<@NotNull @Size(min = 1, max = 500) String>> ids,
        Optional<@Size(min = 1, max = 8) List<@NotNull String>> scopes,
        Optional<@Size(max = 8) List<@NotNull String>> resources) {}
