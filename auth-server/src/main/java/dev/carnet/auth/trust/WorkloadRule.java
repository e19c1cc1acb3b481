package dev.carnet.auth.trust;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which workloads of an issuer are which client or agent of ours, and the most they may have.
///
/// @param claims what must hold, all of it: the name of a claim, or a JSON pointer to one inside
///   another (`/kubernetes.io/namespace`), and its value, in which `*` stands for anything
/// @param clientId the workspace's own client that such a workload is, or
/// @param agentId the agent it is
/// @param scopes the most its tokens have
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record WorkloadRule(
        @NotNull @Size(min = 1, max = 8)
                Map<@Size(min = 1, max = 200) String, @NotNull @Size(max = 500) String> claims,
        @JsonProperty("client_id") Optional<@Size(max = 100) String> clientId,
        @JsonProperty("agent_id") Optional<@Size(max = 100) String> agentId,
        @NotNull @Size(min = 1, max = 8) List<@NotNull String> scopes) {

    /// Whether the rule is about a workload with those claims.
    boolean fits(JsonNode claims) {
        return this.claims.entrySet().stream()
                .allMatch(rule -> fits(claims, rule.getKey(), rule.getValue()));
    }

    private static boolean fits(JsonNode claims, String name, String wanted) {
        JsonNode value = name.startsWith("/") ? claims.at(name) : claims.path(name);
        return value.isValueNode() && !value.isNull() && matches(wanted, value.asText());
    }

    /// Whether the text is of the pattern. Every `*` takes as little as it can, and only the last
    /// one is ever reconsidered, so the time is bounded by the product of both lengths.
    static boolean matches(String pattern, String text) {
        int star = -1;
        int resume = 0;
        int p = 0;
        int t = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = t;
            } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /// Whether it says anything: a rule that fits every workload of an issuer is refused.
    boolean saysSomething() {
        return claims.values().stream().allMatch(value -> !value.replace("*", "").isEmpty());
    }
}
