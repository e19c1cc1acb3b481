package dev.carnet.shared.audit;

import dev.carnet.shared.audit.Sealing.DataKey;
import dev.carnet.shared.audit.Sealing.Sealed;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.TreeMap;

/// How a prepared event waits in the outbox: JSON around the very bytes that will be hashed. The
/// next release must still read what this one left behind.
final class OutboxForm {

    private OutboxForm() {}

    static byte[] pack(Prepared prepared) {
        var fields = new JsonObject();
        prepared.fields().forEach(fields::put);
        var sealed = new JsonArray();
        prepared.sealed().forEach(one -> sealed.add(pack(one)));
        var keys = new JsonArray();
        prepared.keys().forEach(one -> keys.add(pack(one)));
        return new JsonObject()
                .put("workspace", prepared.workspace())
                .put("fields", fields)
                .put("event", prepared.event())
                .put("sealed", sealed)
                .put("keys", keys)
                .toBuffer()
                .getBytes();
    }

    static Prepared unpack(byte[] payload) {
        var form = new JsonObject(Buffer.buffer(payload));
        var fields = new TreeMap<String, String>();
        form.getJsonObject("fields")
                .forEach(field -> fields.put(field.getKey(), text(field.getValue())));
        List<Sealed> sealed =
                objects(form.getJsonArray("sealed")).stream().map(OutboxForm::sealed).toList();
        List<DataKey> keys =
                objects(form.getJsonArray("keys")).stream().map(OutboxForm::key).toList();
        return new Prepared(
                form.getString("workspace"), fields, form.getBuffer("event"), sealed, keys);
    }

    private static JsonObject pack(Sealed sealed) {
        return new JsonObject()
                .put("name", sealed.name())
                .put("key", sealed.keyId())
                .put("bytes", sealed.bytes());
    }

    private static Sealed sealed(JsonObject form) {
        return new Sealed(form.getString("name"), form.getString("key"), form.getBuffer("bytes"));
    }

    private static JsonObject pack(DataKey key) {
        return new JsonObject()
                .put("id", key.id())
                .put("workspace", key.workspace())
                .put("subject", key.subject())
                .put("month", key.month())
                .put("wrapped", key.wrapped());
    }

    private static DataKey key(JsonObject form) {
        return new DataKey(
                form.getString("id"),
                form.getString("workspace"),
                form.getString("subject"),
                form.getString("month"),
                form.getBuffer("wrapped"));
    }

    private static List<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast).toList();
    }

    private static String text(Object value) {
        return (String) value;
    }
}
