package dev.carnet.auth.mandate;

import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.token.Constraint;
import dev.carnet.shared.token.Service;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The services that may be given. Nothing said means that nothing narrows them yet.
public record Granted(Optional<List<Service>> services) {

    /// Nothing narrows them.
    public static final Granted ANYTHING = new Granted(Optional.empty());

    /// What both let through.
    public Granted and(Granted other) {
        if (services.isEmpty() || other.services.isEmpty()) {
            return services.isEmpty() ? other : this;
        }
        List<Service> both =
                services.get().stream()
                        .flatMap(
                                one -> other.services.get().stream().flatMap(two -> both(one, two)))
                        .distinct()
                        .toList();
        return new Granted(Optional.of(bounded(both)));
    }

    private static Stream<Service> both(Service one, Service two) {
        var scopes = new LinkedHashSet<>(one.scopes());
        scopes.retainAll(two.scopes());
        Optional<Set<String>> tools = tools(one.tools(), two.tools());
        boolean nothing =
                !one.id().equals(two.id())
                        || scopes.isEmpty()
                        || tools.filter(Set::isEmpty).isPresent();
        return nothing
                ? Stream.empty()
                : Stream.of(
                        new Service(
                                one.id(),
                                one.name(),
                                scopes,
                                tools,
                                all(one.constraints(), two.constraints()),
                                one.direct() && two.direct()));
    }

    private static Optional<Set<String>> tools(
            Optional<Set<String>> one, Optional<Set<String>> two) {
        if (one.isEmpty() || two.isEmpty()) {
            return one.isEmpty() ? two : one;
        }
        Set<String> both = new LinkedHashSet<>(one.get());
        both.retainAll(two.get());
        return Optional.of(both);
    }

    private static List<Constraint> all(List<Constraint> one, List<Constraint> two) {
        return Stream.concat(one.stream(), two.stream()).distinct().toList();
    }

    /// What is asked for, as far as it may be given; whoever names more than that is refused, and
    /// whoever names nothing gets it all.
    ///
    /// @param asked with the ids that were looked up
    public Granted choose(Optional<List<ServiceForm>> asked) {
        return asked.map(forms -> new Granted(Optional.of(bounded(chosen(forms))))).orElse(this);
    }

    private List<Service> chosen(List<ServiceForm> forms) {
        var chosen = new ArrayList<Service>();
        for (int i = 0; i < forms.size(); i++) {
            List<Service> found = chosen(forms.get(i));
            if (found.isEmpty()) {
                throw Refused.field(
                        Refusal.SCOPE_ESCALATION,
                        "/services/" + i,
                        "is more than the agent, or who delegates to it, has");
            }
            chosen.addAll(found);
        }
        return chosen.stream().distinct().toList();
    }

    private List<Service> chosen(ServiceForm form) {
        Service most =
                new Service(
                        form.id(),
                        form.name().orElse(form.id()),
                        Service.SCOPES,
                        Optional.empty(),
                        List.of(),
                        form.direct());
        return services.orElse(List.of(most)).stream()
                .filter(one -> one.id().equals(form.id()))
                .map(one -> asked(form, one))
                .filter(one -> services.isEmpty() || services.get().stream().anyMatch(one::within))
                .toList();
    }

    private static Service asked(ServiceForm form, Service most) {
        return new Service(
                most.id(),
                most.name(),
                form.scopes().<Set<String>>map(LinkedHashSet::new).orElse(most.scopes()),
                form.tools().<Set<String>>map(LinkedHashSet::new).or(most::tools),
                all(most.constraints(), form.demands()),
                form.direct());
    }

    private static List<Service> bounded(List<Service> services) {
        boolean much =
                services.size() > Service.MOST
                        || services.stream()
                                .anyMatch(one -> one.constraints().size() > Constraint.MOST);
        if (much) {
            throw Refused.field("/services", "come to more than a passport can say");
        }
        return services;
    }
}
