// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.route;

import dev.baro.balancer.control.Mailbox;
import dev.baro.balancer.control.Snapshot;
import dev.baro.balancer.control.Startup;
import dev.baro.balancer.log.Log;
import dev.baro.core.config.RouteSettings;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Vip;
import dev.baro.core.plan.State;
import dev.baro.core.route.Announcement;
import dev.baro.core.route.Announcements;
import dev.baro.core.route.HostView;
import dev.baro.core.route.RouteBook;
import dev.baro.core.route.Withdrawal;
import dev.baro.core.route.Withdrawals;
import dev.baro.dataplane.forward.Attachment;
import dev.baro.dataplane.kernel.BlackholeRoutes;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.ErrnoException;
import dev.baro.dataplane.kernel.Interfaces;
import dev.baro.dataplane.kernel.RouteWatch;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Announces the routes of VIPs to this host's routing daemon, as blackhole routes in the kernel, and
/// withdraws them. On its own thread, it receives the controller's snapshots, decides with [RouteBook] which
/// routes to announce, and compares the kernel's routes with them, periodically and after each change of such
/// a route. When a VIP is announced, it informs the hosts on the VIP's segment. Closing leaves the routes in
/// place, so packets keep flowing.
public final class Announcer implements AutoCloseable {
    /// The interval of comparisons, which only matters for foreign routes in place of Baro's, because changes
    /// to Baro's routes are noticed immediately. Each comparison walks all of the kernel's routes, of which a
    /// router may have a million.
    private static final long CHECK_INTERVAL_NS = Duration.ofSeconds(10).toNanos();

    /// The interval between comparisons while nothing is announced.
    private static final long IDLE_INTERVAL_NS = Duration.ofHours(1).toNanos();

    /// The time between two checks of whether there is still a reason to wait.
    private static final long WAITING_NS = Duration.ofMillis(100).toNanos();

    private static final long RETRY_NS = Duration.ofSeconds(1).toNanos();

    private final RouteFile file;
    private final TrackFiles trackFiles;
    private final LongSupplier nowNs;
    private final Mailbox mailbox = new Mailbox("announcer", new Timer());
    private final AtomicBoolean asked = new AtomicBoolean();
    private volatile @Nullable Snapshot newest;
    private volatile Announcements view = Announcements.NONE;
    private volatile String tag;
    private volatile boolean everyVip;
    private volatile boolean touched;
    private @Nullable RouteWatch watch;
    private volatile Supplier<String> waits = () -> "";

    // The following fields belong to the mailbox's thread once it runs.
    private RouteBook book = RouteBook.adopting(Set.of());
    private Withdrawals withdrawals;
    private final KernelTable kernel;
    private final SegmentNews news = new SegmentNews();
    private final RoutingDaemons daemons;
    private @Nullable State decidedBy;
    private List<Attachment> attachments = List.of();
    private long checkDueNs;
    private long changeDueNs = Long.MAX_VALUE;

    /// @param nowNs the monotonic time
    public Announcer(Startup startup, LongSupplier nowNs) {
        this.file = new RouteFile(startup.settings().stateDirectory(), startup.started(), startup.startedNs());
        this.trackFiles = new TrackFiles(startup.settings().socket());
        this.nowNs = nowNs;
        this.daemons = RoutingDaemons.ofHost(nowNs);
        RouteFile.Kept kept = file.read();
        this.withdrawals = kept.withdrawals();
        this.kernel = new KernelTable(kept.addresses());
        this.checkDueNs = nowNs.getAsLong();
        this.tag = "w" + checkDueNs;
    }

    /// Delays the announcement of VIPs that have no route yet while there is a reason to wait.
    ///
    /// @param reason the function that returns the reason to wait, empty if there is none; must not block
    public void waitFor(Supplier<String> reason) {
        waits = reason;
    }

    /// Starts announcing. Call it once the first configuration is in force.
    public void start() {
        try {
            book = RouteBook.adopting(KernelTable.present());
            watch = BlackholeRoutes.watch(() -> {
                touched = true;
                poke();
            });
        } catch (DataplaneException | ErrnoException e) {
            Log.error("ROUTES_NOT_WATCHED", "text", String.valueOf(e.getMessage()));
        }
        mailbox.start();
        poke();
    }

    /// Processes the controller's new snapshot. Never blocks for long. Any thread may call this.
    public void follow(Snapshot snapshot) {
        newest = snapshot;
        poke();
    }

    /// The routing daemons of this host, which read the routes.
    public RoutingDaemons daemons() {
        return daemons;
    }

    /// The current announcements. Never blocks.
    public Announcements view() {
        return view;
    }

    /// Whether an operator has withdrawn every VIP.
    public boolean everyVip() {
        return everyVip;
    }

    /// Withdraws routes until an operator announces them again, even across restarts.
    ///
    /// @return the announcements afterwards
    public CompletableFuture<Announcements> withdraw(Withdrawal withdrawal) {
        return change(() -> withdrawals.with(withdrawal));
    }

    /// @param vip the VIP; empty for all VIPs
    /// @return the announcements afterwards
    public CompletableFuture<Announcements> announce(String vip) {
        return change(() -> withdrawals.without(vip));
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
        mailbox.close();
    }

    /// Removes the routes of an instance whose daemon is not running, and updates the files
    /// that other programs watch.
    ///
    /// @param socket the instance's socket
    /// @return whether there were any routes
    public static boolean withdrawLeft(Path stateDirectory, Path socket) {
        new TrackFiles(socket).withdrawLeft();
        // The withdrawals in the file are written back unchanged, so any reference time will do.
        RouteFile file = new RouteFile(stateDirectory, Instant.EPOCH, 0);
        RouteFile.Kept kept = file.read();
        if (kept.addresses().isEmpty()) {
            return false;
        }
        List<BlackholeRoutes.Blackhole> left = BlackholeRoutes.all().stream()
                .filter(route -> kept.addresses().contains(route.address()))
                .toList();
        left.forEach(BlackholeRoutes::remove);
        file.keep(new RouteFile.Kept(kept.withdrawals(), Set.of()));
        return !left.isEmpty();
    }

    /// The entity tag of the operators' settings. It is different after each change by an operator.
    public String tag() {
        return tag;
    }

    private interface Change {
        Withdrawals now();
    }

    private CompletableFuture<Announcements> change(Change change) {
        return mailbox.ask(() -> {
            withdrawals = change.now();
            tag = "w" + nowNs.getAsLong();
            decidedBy = null;
            update();
            return view;
        });
    }

    private void poke() {
        if (asked.compareAndSet(false, true)) {
            var _ = mailbox.submit(this::update);
        }
    }

    private final class Timer implements Mailbox.Timer {
        @Override
        public long waitNs() {
            return Math.min(Math.min(checkDueNs, changeDueNs), news.dueNs()) - nowNs.getAsLong();
        }

        @Override
        public void timePassed() {
            if (waitNs() <= 0) {
                decidedBy = null;
                update();
            }
        }
    }

    private void update() {
        asked.set(false);
        Snapshot snapshot = newest;
        long now = nowNs.getAsLong();
        if (snapshot == null || snapshot.state().revision() == 0) {
            checkDueNs = now + CHECK_INTERVAL_NS;
            return;
        }
        State state = snapshot.state();
        List<Attachment> attached = snapshot.reconciled().attachments();
        if (state.equals(decidedBy) && attached.equals(attachments) && !touched && now < checkDueNs) {
            return;
        }
        touched = false;
        decidedBy = state;
        attachments = attached;
        decide(state, now);
    }

    private void decide(State state, long now) {
        RouteBook before = book;
        HostView host = host(state.config().routes());
        book = before.after(state, host, withdrawals, now);
        Set<IpAddress> vips = state.config().vips().stream().map(Vip::address).collect(Collectors.toSet());
        List<Announcement> all = book.all();
        List<String> trouble = new ArrayList<>(
                kernel.reconcile(all, vips, state.config().routes().table()));
        long intervalNs = all.isEmpty() ? IDLE_INTERVAL_NS : CHECK_INTERVAL_NS;
        checkDueNs = now + (trouble.isEmpty() ? intervalNs : RETRY_NS);
        changeDueNs = host.waits().isEmpty()
                ? book.nextChangeNs(state, withdrawals, now).orElse(Long.MAX_VALUE)
                : now + WAITING_NS;
        RouteLog.changed(before.all(), all);
        news.follow(state.config(), before.all(), all, attachments, now);
        trackFiles.keep(all);
        file.keep(new RouteFile.Kept(withdrawals, kernel.addresses()));
        if (!file.trouble().isEmpty()) {
            trouble.add(file.trouble());
        }
        everyVip = withdrawals.everyVip();
        view = new Announcements(all, kernel.repairs(), trouble);
    }

    private HostView host(RouteSettings settings) {
        return new HostView(unattached(), settings.inMainTable() ? ReversePath.filtered() : "", waits.get());
    }

    /// The reason to withdraw all routes if no interface is attached. If only one of several interfaces has
    /// been removed, nothing arrives through it, but the others still work.
    private String unattached() {
        boolean none = attachments.stream().noneMatch(Attachment::attached);
        return attachments.stream()
                .filter(each -> !each.attached())
                .filter(each -> none || Interfaces.find(each.interfaceName()).isPresent())
                .map(each -> "packets that arrive on " + each.interfaceName() + " are not forwarded: " + each.reason())
                .collect(Collectors.joining("; "));
    }
}
