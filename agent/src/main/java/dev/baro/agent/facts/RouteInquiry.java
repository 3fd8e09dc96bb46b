// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.facts;

import dev.baro.agent.config.AgentConfig;
import dev.baro.agent.config.ServedVip;
import dev.baro.agent.facts.Lookups.Client;
import dev.baro.agent.facts.Lookups.Lookup;
import dev.baro.agent.facts.Lookups.PolicyRule;
import dev.baro.agent.host.Commands;
import dev.baro.agent.host.Commands.Outcome;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Prefix;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Queries the kernel with `ip route get` for the routes of VIPs' packets and answers. This sends no packets.
final class RouteInquiry {
    /// One address in each quarter of the address space, because some hosts have a separate route for
    /// each half of it.
    private static final List<String> ANYWHERE =
            List.of("24.0.0.1", "93.0.0.1", "152.0.0.1", "201.0.0.1", "2001:200::1", "2600::1", "2a00::1");

    private static final List<String> EVERY_HOST_HAS = List.of("local", "main", "default");

    /// The maximum number of VIPs to query; one lookup takes about 2 ms.
    private static final int MOST_VIPS = 24;

    private static final int MOST_NAMED_CLIENTS = 8;
    private static final Pattern SELECTOR = Pattern.compile("\\b(from|to) (?!all\\b)([0-9a-f.:]+(?:/\\d+)?)");
    private static final Pattern MARK = Pattern.compile("\\bfwmark (\\S+)");
    private static final Pattern UNSEEN = Pattern.compile("\\b(uidrange|oif|tun_id)\\b");
    /// The exit code of `ip` for an error from the kernel; errors of `ip` itself have other codes.
    private static final int KERNEL_REFUSED = 2;

    private static final int SOME_PORT = 40_000;
    private static final JsonMapper JSON = new JsonMapper();

    private final Commands commands;
    private final AgentConfig config;
    private final Network network;
    private final List<PolicyRule> rules = new ArrayList<>();
    private final List<Lookup> lookups = new ArrayList<>();
    private final Set<String> unasked = new LinkedHashSet<>();

    RouteInquiry(Commands commands, AgentConfig config, Network network) {
        this.commands = commands;
        this.config = config;
        this.network = network;
    }

    /// @param incoming the devices where packets of each family arrive, IPv4 first
    Lookups read(List<List<String>> incoming) {
        for (boolean v4 : List.of(true, false)) {
            List<ServedVip> vips = config.vips().stream()
                    .filter(vip -> vip.isV4() == v4 && isHere(vip.address()))
                    .toList();
            if (!vips.isEmpty()) {
                readRules(v4);
                List<Client> clients = clients(v4);
                vips.stream().limit(MOST_VIPS).forEach(vip -> ask(vip, clients, incoming.get(v4 ? 0 : 1)));
                vips.stream().skip(MOST_VIPS).forEach(vip -> unasked.add(vip.address() + ": too many VIPs"));
            }
        }
        return new Lookups(rules, lookups, List.copyOf(unasked));
    }

    /// Whether the VIP is on this host. If it is missing, no answer can have it as its source; another
    /// check covers that case.
    private boolean isHere(IpAddress vip) {
        return network.addresses().stream().anyMatch(a -> a.ip().equals(vip));
    }

    private void readRules(boolean v4) {
        commands.run("ip", family(v4), "rule", "show")
                .lines()
                .map(String::strip)
                .forEach(line -> {
                    String text = line.replaceAll("\\s+", " ");
                    if (EVERY_HOST_HAS.stream().noneMatch(table -> text.matches("\\d+: from all lookup " + table))) {
                        Matcher mark = MARK.matcher(text);
                        boolean marked = mark.find();
                        rules.add(new PolicyRule(
                                v4,
                                text,
                                marked ? mark.group(1) : "",
                                UNSEEN.matcher(text).find()));
                    }
                });
    }

    /// The clients for which the kernel is queried: typical clients if there is a default route, one client of
    /// each network in a rule, and the first of these again for each mark.
    private List<Client> clients(boolean v4) {
        List<Client> clients = new ArrayList<>();
        if (!network.defaults(v4).isEmpty()) {
            ANYWHERE.stream()
                    .map(IpAddress::parse)
                    .filter(address -> address.isV4() == v4)
                    .forEach(address -> clients.add(new Client(address, true, "")));
        }
        rules.stream()
                .filter(rule -> rule.v4() == v4)
                .flatMap(rule -> named(rule.text()))
                .filter(address -> address.isV4() == v4 && !isHere(address) && address.isRoutable())
                .distinct()
                .limit(MOST_NAMED_CLIENTS)
                .forEach(address -> clients.add(new Client(address, false, "")));
        Optional<Client> first = clients.stream().findFirst();
        rules.stream()
                .filter(rule -> rule.v4() == v4 && !rule.mark().isEmpty())
                .map(PolicyRule::mark)
                .distinct()
                .limit(MOST_NAMED_CLIENTS)
                .forEach(mark -> first.ifPresent(client -> clients.add(new Client(client.address(), true, mark))));
        return clients;
    }

    private Stream<IpAddress> named(String rule) {
        return SELECTOR.matcher(rule).results().flatMap(selector -> {
            String[] parts = selector.group(2).split("/", 2);
            IpAddress base = IpAddress.parse(parts[0]);
            int bits = base.isV4() ? 32 : 128;
            int length = parts.length == 1 ? bits : Integer.parseInt(parts[1]);
            Prefix prefix = Prefix.around(base, length);
            boolean ours = config.vipAddresses().stream().anyMatch(prefix::contains);
            return ours || length == 0 ? Stream.empty() : Stream.of(length == bits ? base : first(base));
        });
    }

    /// The first usable host address of a network.
    private static IpAddress first(IpAddress network) {
        byte[] bytes = network.bytes();
        bytes[bytes.length - 1] |= 1;
        return IpAddress.of(bytes);
    }

    private void ask(ServedVip vip, List<Client> clients, List<String> devices) {
        for (Client client : clients) {
            for (String device : devices) {
                List<String> words = words(vip, client, true);
                words.addAll(List.of("iif", device));
                outcome(vip, words).map(o -> incoming(vip, client, device, o)).ifPresent(lookups::add);
            }
            outcome(vip, words(vip, client, false))
                    .map(o -> outgoing(vip, client, o))
                    .ifPresent(lookups::add);
        }
    }

    /// @return the outcome; empty if `ip` did not query the kernel, for example because it is too
    /// old for an argument
    private Optional<Outcome> outcome(ServedVip vip, List<String> words) {
        Outcome outcome = commands.outcome(words.toArray(String[]::new));
        if (outcome.succeeded() || outcome.status() == KERNEL_REFUSED) {
            return Optional.of(outcome);
        }
        unasked.add(vip.address() + ": " + String.join(" ", words) + ": " + outcome.errors());
        return Optional.empty();
    }

    private static Lookup incoming(ServedVip vip, Client client, String device, Outcome outcome) {
        JsonNode route = route(outcome);
        String refusal = route.path("type").asString("unicast").equals("local")
                ? ""
                : "it is forwarded on " + route.path("dev").asString("");
        return new Lookup(vip.address(), client, true, device, "", outcome.succeeded() ? refusal : outcome.errors());
    }

    private static Lookup outgoing(ServedVip vip, Client client, Outcome outcome) {
        if (!outcome.succeeded()) {
            return new Lookup(vip.address(), client, false, "", "", outcome.errors());
        }
        JsonNode route = route(outcome);
        String type = route.path("type").asString("unicast");
        String gateway = route.has("via")
                ? route.path("via").path("host").asString("")
                : route.path("gateway").asString("");
        return new Lookup(
                vip.address(),
                client,
                false,
                route.path("dev").asString(""),
                gateway,
                type.equals("unicast") ? "" : "the route is " + type);
    }

    private static JsonNode route(Outcome outcome) {
        return JSON.readTree(outcome.succeeded() ? outcome.output() : "[]").path(0);
    }

    private List<String> words(ServedVip vip, Client client, boolean incoming) {
        IpAddress from = incoming ? client.address() : vip.address();
        IpAddress to = incoming ? vip.address() : client.address();
        List<String> words = new ArrayList<>(
                List.of("ip", family(vip.isV4()), "-j", "route", "get", to.toString(), "from", from.toString()));
        if (vip instanceof ServedVip.Marked marked) {
            if (incoming) {
                words.addAll(
                        List.of("tos", "0x" + Integer.toHexString(marked.dscp().codePoint() << 2)));
            }
            if (!marked.ports().isEmpty()
                    && rules.stream()
                            .anyMatch(r ->
                                    r.text().contains("ipproto") || r.text().contains("port "))) {
                String port = marked.ports().getFirst().toString();
                String other = Integer.toString(SOME_PORT);
                words.addAll(List.of("ipproto", marked.protocols().getFirst().word()));
                words.addAll(List.of("sport", incoming ? other : port, "dport", incoming ? port : other));
            }
        }
        if (!client.mark().isEmpty()) {
            words.addAll(List.of("mark", client.mark().split("/", 2)[0]));
        }
        return words;
    }

    private static String family(boolean v4) {
        return v4 ? "-4" : "-6";
    }
}
