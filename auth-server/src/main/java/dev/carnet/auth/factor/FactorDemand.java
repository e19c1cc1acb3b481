package dev.carnet.auth.factor;

import dev.carnet.auth.page.Pages;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The page that stands before everything of a workspace that demands a second factor, for a member
/// who has none: it leads to where one is set up, and from there back to where they were going.
@Singleton
public final class FactorDemand {

    private final Pages pages;
    private final RelyingParty party;

    FactorDemand(Pages pages, RelyingParty party) {
        this.pages = pages;
        this.party = party;
    }

    /// Where somebody was going.
    ///
    /// @param workspace the name of the workspace that demands it
    /// @param here the path to come back to
    /// @param others the way there through other workspaces of theirs
    /// @param back the way out, with an error for whoever sent them; empty for none
    public record Stopped(String workspace, String here, List<Elsewhere> others, String back) {}

    /// The same page for another workspace.
    public record Elsewhere(String name, String link) {}

    @CheckedTemplate(basePath = "pages")
    record FactorNeededPage(
            String workspace, String app, String passkey, List<Elsewhere> others, String back)
            implements TemplateInstance {}

    /// Shows it.
    public Uni<Response> show(Stopped stopped) {
        String onward = "?return=" + URLEncoder.encode(stopped.here(), StandardCharsets.UTF_8);
        return pages.show(
                403,
                new FactorNeededPage(
                        stopped.workspace(),
                        pages.root() + "/account/app" + onward,
                        party.hasName() ? pages.root() + "/account/passkey" + onward : "",
                        stopped.others(),
                        stopped.back()));
    }
}
