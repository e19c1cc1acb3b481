package dev.carnet.local.stack;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/// A health check that is asked until it says yes.
record Readiness(String url) {

    private static final int PATIENCE_MILLIS = 2_000;

    /// Whether it answers 200 at this moment.
    boolean now() {
        try {
            var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setConnectTimeout(PATIENCE_MILLIS);
            connection.setReadTimeout(PATIENCE_MILLIS);
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException _) {
            return false;
        }
    }
}
