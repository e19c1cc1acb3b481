package dev.carnet.shared.token;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What must hold of the arguments of a use, for as long as the passport lives.
///
/// @param path into the arguments, names and places in lists with dots between (`body.channel`,
///   `items.0.id`)
/// @param values one text, for `IN` several
/// @param optional whether it holds where there is nothing at the path; otherwise nothing holds
///   there
public record Constraint(String path, Op op, List<String> values, boolean optional) {

    /// One that wants something to be there.
    public Constraint(String path, Op op, List<String> values) {
        this(path, op, values, false);
    }

    /// So many of them a service may have.
    public static final int MOST = 32;

    /// How a value is compared.
    public enum Op {
        /// The same text.
        EQ,
        /// One of these texts.
        IN,
        /// The whole text fits the expression (RE2).
        MATCHES,
        /// The text begins so.
        STARTS_WITH;

        /// The name on the wire.
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// The comparison of that wire name.
        public static Optional<Op> of(String wire) {
            for (Op op : values()) {
                if (op.wire().equals(wire)) {
                    return Optional.of(op);
                }
            }
            return Optional.empty();
        }
    }
}
