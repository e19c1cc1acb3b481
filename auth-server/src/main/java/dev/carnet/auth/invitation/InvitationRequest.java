package dev.carnet.auth.invitation;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/// Who is to be invited as what.
public record InvitationRequest(
        @NotBlank @Size(max = 254) String email, @NotNull @Size(max = 20) String role) {

    @Override
    public String toString() {
        return "InvitationRequest[" + role + "]";
    }
}
