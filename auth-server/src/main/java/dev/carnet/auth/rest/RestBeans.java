package dev.carnet.auth.rest;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import dev.carnet.shared.rest.Cursors;
import dev.carnet.shared.rest.ProtectedResource;
import dev.carnet.shared.startup.ServiceConfig;
import dev.carnet.shared.startup.ServiceKeyset;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/// What the REST API is built of, made once.
@Singleton
public final class RestBeans {

    @Produces
    @Singleton
    ProtectedResource resource(ServiceConfig config) {
        return ProtectedResource.of(
                config.issuer() + Routes.BASE, "Carnet REST API", config.issuer());
    }

    @Produces
    @Singleton
    Lists lists(ServiceKeyset keyset) {
        return new Lists(new Cursors(keyset.sealer().aead()));
    }

    @Produces
    @Singleton
    Idempotency idempotency(ServiceKeyset keyset, ObjectMapper json, Clock clock) {
        return new Idempotency(keyset.sealer(), json, clock);
    }

    /// Bodies are read exactly: no unknown member, no member twice, nothing behind the end, and no
    /// number where a string belongs.
    @Produces
    @Singleton
    ObjectMapperCustomizer strict() {
        return RestBeans::strict;
    }

    private static void strict(ObjectMapper mapper) {
        mapper.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        mapper.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        mapper.enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
        mapper.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
        mapper.getFactory().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature());
        for (CoercionInputShape shape :
                new CoercionInputShape[] {
                    CoercionInputShape.Integer,
                    CoercionInputShape.Float,
                    CoercionInputShape.Boolean,
                    CoercionInputShape.String,
                    CoercionInputShape.EmptyString
                }) {
            mapper.coercionConfigDefaults().setCoercion(shape, CoercionAction.Fail);
        }
    }
}
