package dev.carnet.shared.signal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What a workspace wants of its detectors.
public final class Settings {

    /// Everything as the catalogue has it.
    public static final Settings NONE = new Settings(Map.of());

    private final Map<Place, Kept> all;

    /// Where a setting holds.
    ///
    /// @param agent empty for the whole workspace
    record Place(Detector detector, Optional<String> agent) {}

    /// One row.
    public record Kept(Detector detector, Optional<String> agent, long version, Setting setting) {}

    private Settings(Map<Place, Kept> all) {
        this.all = all;
    }

    /// Of those rows.
    public static Settings of(List<Kept> rows) {
        return new Settings(
                rows.stream()
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        row -> new Place(row.detector(), row.agent()),
                                        Function.identity(),
                                        (one, _) -> one)));
    }

    /// What was said of it for the whole workspace.
    public Setting workspace(Detector detector) {
        return at(new Place(detector, Optional.empty()));
    }

    /// What was said of it for that agent alone.
    public Setting agent(Detector detector, String agent) {
        return at(new Place(detector, Optional.of(agent)));
    }

    /// How often it was set there; no agent is the whole workspace.
    public int version(Detector detector, Optional<String> agent) {
        return Optional.ofNullable(all.get(new Place(detector, agent)))
                .map(kept -> Math.toIntExact(kept.version()))
                .orElse(0);
    }

    private Setting at(Place place) {
        return Optional.ofNullable(all.get(place)).map(Kept::setting).orElse(Setting.NONE);
    }

    /// How it works for that agent, or for whoever is none.
    public Effective effective(Detector detector, Optional<String> agent) {
        Setting common = workspace(detector);
        return new Effective(
                detector, agent.map(one -> agent(detector, one).over(common)).orElse(common));
    }
}
