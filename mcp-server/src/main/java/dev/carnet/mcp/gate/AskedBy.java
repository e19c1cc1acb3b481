package dev.carnet.mcp.gate;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.carnet.mcp.tool.Place;
import dev.carnet.mcp.tool.Viewer;
import dev.carnet.shared.caller.Caller.Credential;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/// Who asked and where, as a text that is kept sealed while their call waits. Rules can judge by
/// it; nothing runs by it, because a run needs its caller here and now.
final class AskedBy {

    /// Adds to a choice which of its records it is.
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    private interface Named {}

    private static final ObjectMapper MAPPER =
            JsonMapper.builder()
                    .addModule(new Jdk8Module())
                    .addModule(new JavaTimeModule())
                    .addMixIn(Credential.class, Named.class)
                    .addMixIn(Place.class, Named.class)
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    static {
        Stream.of(Credential.class, Place.class)
                .flatMap(choice -> Arrays.stream(choice.getPermittedSubclasses()))
                .forEach(one -> MAPPER.registerSubtypes(new NamedType(one, one.getSimpleName())));
    }

    private AskedBy() {}

    /// The text of that caller at that place.
    static String text(Viewer viewer) {
        try {
            return MAPPER.writeValueAsString(viewer);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a caller could not be written", impossible);
        }
    }

    /// The caller again; empty for a text of another version of this server that does not say
    /// enough.
    static Optional<Viewer> of(String text) {
        try {
            return Optional.of(MAPPER.readValue(text, Viewer.class));
        } catch (JsonProcessingException other) {
            return Optional.empty();
        }
    }
}
