package dev.carnet.mcp.tool;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;

/// Where there are no limits, nothing is counted.
@DefaultBean
@ApplicationScoped
public class Unmetered implements Meter {

    @Override
    public Metering take(Viewer viewer, Governed thing) {
        return new Metering.Within();
    }
}
