// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.capacity;

import dev.baro.core.config.Config;
import dev.baro.core.config.Reading;
import dev.baro.core.model.Capacity;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.SchedulerKind;
import dev.baro.core.plan.Plan;
import dev.baro.core.plan.PlannedServer;
import dev.baro.core.plan.ServicePlan;
import dev.baro.core.yaml.YamlFrontEnd;
import dev.baro.dataplane.bpf.BpfFs;
import dev.baro.dataplane.forward.Frame;
import dev.baro.dataplane.forward.NumberedFlows;
import dev.baro.dataplane.forward.PacketPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A process that applies one random valid configuration after another, of any size, and prints after each what it
/// holds: `round services descriptors pins kilobytes`.
public final class RandomConfigurations {
    private static final SchedulerKind[] SCHEDULERS = SchedulerKind.values();
    private static final int LOOKED_AT = 5;
    static final int COMPARED = 20;

    private final Random random;
    private final PacketPath path;
    private int addresses;

    private RandomConfigurations(long seed, PacketPath path) {
        this.random = new Random(seed);
        this.path = path;
    }

    /// @param args instance, rounds, seed
    public static void main(String[] args) throws IOException {
        try (PacketPath path = PacketPath.open(args[0], 1_024)) {
            RandomConfigurations all = new RandomConfigurations(Long.parseLong(args[2]), path);
            int rounds = Integer.parseInt(args[1]);
            all.apply(1);
            report(path, 0, 1);
            for (int round = 1; round <= rounds; round++) {
                int services = all.services(round);
                all.apply(services);
                if (round % COMPARED == 0) {
                    all.settle(services);
                }
                report(path, round, services);
            }
            all.settle(1);
            report(path, rounds + 1, 1);
        }
    }

    /// As many small ones as large ones, early on the largest itself, and alike where memory is compared.
    private int services(int round) {
        if (round % COMPARED == 0) {
            return Capacity.MAX_SERVICES / 8;
        }
        double magnitude = round == COMPARED / 2 ? 1 : random.nextDouble();
        return (int) Math.round(Math.pow(Capacity.MAX_SERVICES, magnitude));
    }

    /// Memory that one change gives up is there until the one after the next.
    private void settle(int services) {
        for (int i = 0; i < 3; i++) {
            apply(services);
        }
    }

    private static void report(PacketPath path, int round, int services) throws IOException {
        if (round % COMPARED == 0) {
            System.gc();
        }
        try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
            String resident = status.filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .collect(Collectors.joining());
            int pins = BpfFs.list(BpfFs.directory(path.instance), "*").size();
            System.out.println(round + " " + services + " " + descriptors() + " " + pins + " " + resident);
        }
    }

    /// Of kernel objects; the JVM opens its own files when it likes.
    private static long descriptors() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(RandomConfigurations::isKernelObject).count();
        }
    }

    private static boolean isKernelObject(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("anon_inode:");
        } catch (IOException _) {
            return false; // the directory that is being listed
        }
    }

    private void apply(int services) {
        Reading<Config> reading = YamlFrontEnd.read(text(services));
        Config config = reading.config().orElseThrow(() -> new IllegalStateException("" + reading.problems()));
        Plan plan = Plan.of(config);
        path.apply(plan.services().toArray(ServicePlan[]::new));
        path.nextHopsOfAll();
        for (int i = 0; i < LOOKED_AT; i++) {
            requireServed(plan.services().get(random.nextInt(plan.services().size())));
        }
    }

    private void requireServed(ServicePlan service) {
        if (!service.service().vip().isV4()
                || service.servers().stream().anyMatch(server -> server.method() != ForwardingMethod.DSCP)) {
            return;
        }
        Frame frame = NumberedFlows.syn(random.nextInt(1_000))
                .to(service.service().vip().toString(), service.service().port());
        String destination = path.destinationOf(frame);
        List<String> servers = service.servers().stream()
                .map(PlannedServer::address)
                .map(Object::toString)
                .toList();
        if (!servers.contains(destination)) {
            throw new IllegalStateException(service.service() + " led to " + destination + ", not to " + servers);
        }
    }

    /// VIPs of either family, any scheduler, one to nine servers of their own, one to sixty-four ports. A
    /// single service has a single server.
    private String text(int services) {
        int mostServers = services == 1 ? 1 : 9;
        StringBuilder servers = new StringBuilder("version: 1\nservers:\n");
        StringBuilder vips = new StringBuilder("vips:\n");
        int members = 0;
        addresses = random.nextInt(1_000); // so that one file's servers are often another's
        for (int vip = 0; services > 0; vip++) {
            int ports = Math.min(services, 4 + random.nextInt(61));
            services -= ports;
            int left = Capacity.MAX_MEMBERS - members - services;
            int own = Math.max(1, Math.min(1 + random.nextInt(mostServers), left / ports));
            members += ports * own;
            boolean v4 = random.nextInt(4) > 0;
            String method = v4 && random.nextInt(8) == 0 ? ", method: mac" : "";
            String[] names = new String[own];
            for (int i = 0; i < own; i++) {
                names[i] = "s" + vip + "-" + i;
                servers.append("  %s: {address: %s, weight: %d%s}%n"
                        .formatted(names[i], address(v4), 1 + random.nextInt(100), method));
            }
            vips.append("  v%d: {address: %s, dscp: %d, scheduler: %s, servers: [%s], ports: {%s}}%n"
                    .formatted(
                            vip,
                            (v4 ? "10.0.%d.%d" : "2001:db8:a::%x:%x").formatted(vip / 250, 1 + vip % 250),
                            11 + random.nextInt(5),
                            SCHEDULERS[random.nextInt(SCHEDULERS.length)].word(),
                            String.join(", ", names),
                            IntStream.range(0, ports)
                                    .mapToObj(port -> "p%d: {port: %d}".formatted(port, 80 + port))
                                    .collect(Collectors.joining(", "))));
        }
        return servers.append(vips).toString();
    }

    private String address(boolean v4) {
        int n = addresses++;
        return v4
                ? "172.%d.%d.%d".formatted(16 + n / 62_500, n / 250 % 250, 1 + n % 250)
                : "2001:db8:64::%x".formatted(1 + n);
    }
}
