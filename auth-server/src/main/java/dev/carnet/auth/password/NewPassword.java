package dev.carnet.auth.password;

import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.Parameters;
import java.util.Optional;

/// What somebody typed as their new password, twice.
///
/// @param problem why it cannot be one
record NewPassword(String text, Problem problem) {

    /// Why a form is shown again.
    enum Problem {
        NONE,
        /// Not 12 to 200 characters.
        LENGTH,
        /// The two differ.
        DIFFERENT,
        /// It is the old one again.
        SAME,
        /// The old password is not right.
        WRONG,
        /// No attempts are left.
        TOO_MANY
    }

    /// Reads `new_password` and `repeated`.
    static NewPassword in(Parameters fields) {
        String text = fields.one("new_password").orElse("");
        if (text.length() < Limits.PASSWORD_MIN_CHARACTERS
                || text.length() > Limits.PASSWORD_MAX_CHARACTERS) {
            return new NewPassword("", Problem.LENGTH);
        }
        return fields.one("repeated").equals(Optional.of(text))
                ? new NewPassword(text, Problem.NONE)
                : new NewPassword("", Problem.DIFFERENT);
    }

    @Override
    public String toString() {
        return "NewPassword[" + problem + "]";
    }
}
