package dev.carnet.shared.audit;

import dev.carnet.shared.chain.Line;
import dev.carnet.shared.chain.Merkle;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Opens logs: the head row and entry 0, in the transaction that creates the workspace.
public final class AuditLogs {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:\\[\\]-]{1,255}");

    private final String host;
    private final Clock clock;

    /// @param host authority of the issuer (host and port), the first part of every log's name
    public AuditLogs(String host, Clock clock) {
        if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException("no host for the names of logs: " + host);
        }
        this.host = host;
        this.clock = clock;
    }

    /// Opens the log of that workspace, inside that transaction; if it has one, nothing happens.
    public Uni<Void> create(SqlConnection transaction, String workspace) {
        return Uni.createFrom()
                .item(() -> statement(workspace))
                .flatMap(statement -> LogStore.create(transaction, statement));
    }

    /// The same as a statement for a Hibernate session's transaction.
    public NativeStatement statement(String workspace) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        String eid = Eids.fresh(now);
        String origin = host + "/ws/" + Ids.characters(16) + "/e1";
        byte[] data = Line.of(event(eid, now), origin, Line.nothingBefore(), 0, now);
        return new NativeStatement(
                LogStore.CREATE,
                List.of(workspace, origin, Merkle.leaf(data), Line.time(now), data, eid));
    }

    private static byte[] event(String eid, Instant now) {
        var fields = new TreeMap<String, String>();
        fields.put("act", "log.create");
        fields.put("at", Line.time(now));
        fields.put("eid", eid);
        fields.put("out", "ok");
        return Line.event(List.of(), fields);
    }
}
