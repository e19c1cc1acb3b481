package dev.carnet.shared.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.carnet.shared.change.ChangeBody.AgentChanged;
import dev.carnet.shared.change.ChangeBody.GatewayChanged;
import dev.carnet.shared.change.ChangeBody.KeyChanged;
import dev.carnet.shared.change.ChangeBody.MemberChanged;
import dev.carnet.shared.change.ChangeBody.Revoked;
import dev.carnet.shared.change.ChangeBody.SigningKeyChanged;
import dev.carnet.shared.change.ChangeBody.WorkspaceChanged;
import java.util.List;

/// Bodies as JSON. Reading is exact: a member more or less than this release knows makes the row
/// one it does not understand.
final class ChangeJson {

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .addModule(new Jdk8Module())
                    .addModule(new JavaTimeModule())
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private ChangeJson() {}

    static String write(ChangeBody body) {
        try {
            return MAPPER.writeValueAsString(body);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a change body that is not JSON", impossible);
        }
    }

    static ChangeBody read(String kind, String json) {
        try {
            return MAPPER.readValue(json, type(kind));
        } catch (JsonProcessingException different) {
            throw new UnknownChange("a body of kind " + kind + " that is not understood");
        }
    }

    /// The kinds of this release.
    static final List<String> KINDS =
            List.of(
                    Revoked.KIND,
                    MemberChanged.KIND,
                    KeyChanged.KIND,
                    AgentChanged.KIND,
                    SigningKeyChanged.KIND,
                    WorkspaceChanged.KIND,
                    GatewayChanged.KIND);

    private static Class<? extends ChangeBody> type(String kind) {
        return switch (kind) {
            case Revoked.KIND -> Revoked.class;
            case MemberChanged.KIND -> MemberChanged.class;
            case KeyChanged.KIND -> KeyChanged.class;
            case AgentChanged.KIND -> AgentChanged.class;
            case SigningKeyChanged.KIND -> SigningKeyChanged.class;
            case WorkspaceChanged.KIND -> WorkspaceChanged.class;
            case GatewayChanged.KIND -> GatewayChanged.class;
            default -> throw new UnknownChange("a change of unknown kind " + kind);
        };
    }
}
