package dev.carnet.auth.workspace;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Optional;

/// Who is to become a member. Somebody Carnet does not know yet also needs a name and a first
/// password, which the admin hands over.
public record MemberRequest(
        @NotBlank @Size(max = 254) String email,
        @NotNull @Size(max = 20) String role,
        Optional<@Size(min = 1, max = 100) String> name,
        Optional<@Size(min = 12, max = 200) String> password) {

    @Override
    public String toString() {
        return "MemberRequest[" + role + "]";
    }
}
