// SPDX-License-Identifier: Apache-2.0
/* Runs a program and kills it at the entry of the n-th system call that changes something outside
 * of the process, counted over all of its threads: kill-at [after-hup:]N COUNTS PROGRAM
 * [ARGUMENT...] With N = 0 it only counts, and with after-hup: it counts from the program's first
 * SIGHUP on. COUNTS is a file that gets one line for each such call, "number name detail", as it is
 * made, so that the caller sees where the process was killed. Ends with 137 where it killed,
 * otherwise as the program. seccomp(2) stops the process at these calls alone, so it runs nearly as
 * fast as untraced. */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <linux/audit.h>
#include <linux/bpf.h>
#include <linux/filter.h>
#include <linux/rtnetlink.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

struct watched {
	long number;
	const char *name;
};

static const struct watched watched[] = {
    {SYS_bpf, "bpf"},		{SYS_sendto, "sendto"},	      {SYS_sendmsg, "sendmsg"},
    {SYS_rename, "rename"},	{SYS_renameat, "renameat"},   {SYS_renameat2, "renameat2"},
    {SYS_write, "write"},	{SYS_pwrite64, "pwrite"},     {SYS_unlink, "unlink"},
    {SYS_unlinkat, "unlinkat"}, {SYS_rmdir, "rmdir"},	      {SYS_mkdir, "mkdir"},
    {SYS_mkdirat, "mkdirat"},	{SYS_ftruncate, "ftruncate"}, {SYS_chmod, "chmod"},
};
#define WATCHED (sizeof(watched) / sizeof(watched[0]))

static const char *const bpf_names[] = {
    [BPF_MAP_CREATE] = "map-create",
    [BPF_MAP_UPDATE_ELEM] = "map-update",
    [BPF_MAP_DELETE_ELEM] = "map-delete",
    [BPF_PROG_LOAD] = "prog-load",
    [BPF_OBJ_PIN] = "pin",
    [BPF_PROG_TEST_RUN] = "prog-run",
    [BPF_MAP_FREEZE] = "map-freeze",
    [BPF_LINK_CREATE] = "link-create",
    [BPF_LINK_UPDATE] = "link-update",
    [BPF_LINK_DETACH] = "link-detach",
    [BPF_MAP_UPDATE_BATCH] = "map-update-batch",
};
#define BPF_NAMES (sizeof(bpf_names) / sizeof(bpf_names[0]))

static void fail(const char *what)
{
	perror(what);
	exit(99);
}

/* In the child: stop at the watched calls, and for the tracer at the first instruction of the
 * program. */
static void begin(char **program)
{
	struct sock_filter filter[2 + WATCHED + 2];
	struct sock_fprog all = {.len = sizeof(filter) / sizeof(filter[0]), .filter = filter};
	int i = 0;

	filter[i++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
						   offsetof(struct seccomp_data, nr));
	for (unsigned w = 0; w < WATCHED; w++)
		filter[i++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
							   (unsigned)watched[w].number,
							   (unsigned char)(WATCHED - w), 0);
	filter[i++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	filter[i++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE);
	all.len = (unsigned short)i;
	if (ptrace(PTRACE_TRACEME, 0, 0, 0))
		fail("PTRACE_TRACEME");
	raise(SIGSTOP);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &all))
		fail("seccomp");
	execvp(program[0], program);
	fail(program[0]);
}

/* What a descriptor of the stopped thread is: only files and netlink sockets are outside of the
 * process. */
static int is_outside(pid_t thread, unsigned long long fd, char *target)
{
	char path[64];
	ssize_t length;

	snprintf(path, sizeof(path), "/proc/%d/fd/%llu", thread, fd);
	length = readlink(path, target, PATH_MAX - 1);
	if (length < 0)
		return 0;
	target[length] = 0;
	return fd > 2 && target[0] == '/' && strncmp(target, "/dev/", 5);
}

/* @return the name of the call, or NULL when it changes nothing outside */
static const char *changes(pid_t thread, const struct user_regs_struct *regs, char *detail)
{
	const char *name = NULL;

	detail[0] = 0;
	for (unsigned w = 0; w < WATCHED; w++)
		if ((long)regs->orig_rax == watched[w].number)
			name = watched[w].name;
	switch (regs->orig_rax) {
	case SYS_bpf:
		if (regs->rdi >= BPF_NAMES || !bpf_names[regs->rdi])
			return NULL;
		strcpy(detail, bpf_names[regs->rdi]);
		return name;
	case SYS_write:
	case SYS_pwrite64:
	case SYS_ftruncate:
		return is_outside(thread, regs->rdi, detail) ? name : NULL;
	case SYS_sendto:
	case SYS_sendmsg:
		/* A socket: netlink ones alone change something of the host; /proc does not say
		 * which they are, so a message counts when it has the shape of one: its first word
		 * is its length. Those that only ask end in 2 (include/uapi/linux/rtnetlink.h,
		 * RTM_GETLINK and all that follow it by four). */
		if (regs->orig_rax == SYS_sendto && regs->rdx >= 16) {
			long word = ptrace(PTRACE_PEEKDATA, thread, (void *)regs->rsi, 0);
			unsigned type = word >> 32 & 0xffff;

			return (unsigned)word == regs->rdx && type >= RTM_BASE && (type & 3) != 2
				   ? name
				   : NULL;
		}
		return NULL;
	default:
		return name;
	}
}

int main(int argc, char **argv)
{
	static const char after_hup[] = "after-hup:";
	static char detail[PATH_MAX];
	int counting;
	long wanted, count = 0;
	int status, ended = 0;
	FILE *counts;
	pid_t child;

	if (argc < 4) {
		fprintf(stderr, "usage: kill-at [after-hup:]N COUNTS PROGRAM [ARGUMENT...]\n");
		return 2;
	}
	counting = strncmp(argv[1], after_hup, strlen(after_hup)) != 0;
	wanted = strtol(counting ? argv[1] : argv[1] + strlen(after_hup), NULL, 10);
	counts = fopen(argv[2], "w");
	if (!counts)
		fail(argv[2]);
	setvbuf(counts, NULL, _IOLBF, 0);
	child = fork();
	if (child == 0)
		begin(argv + 3);
	if (waitpid(child, &status, 0) != child)
		fail("waitpid");
	if (ptrace(PTRACE_SETOPTIONS, child, 0,
		   PTRACE_O_TRACESECCOMP | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK |
		       PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL))
		fail("PTRACE_SETOPTIONS");
	ptrace(PTRACE_CONT, child, 0, 0);
	for (;;) {
		pid_t thread = waitpid(-1, &status, __WALL);
		int signal = 0;

		if (thread < 0)
			return ended;
		if (WIFEXITED(status) || WIFSIGNALED(status)) {
			if (thread == child)
				ended = WIFEXITED(status) ? WEXITSTATUS(status)
							  : 128 + WTERMSIG(status);
			continue;
		}
		if (status >> 8 == (SIGTRAP | PTRACE_EVENT_SECCOMP << 8)) {
			struct user_regs_struct regs;
			const char *name;

			if (ptrace(PTRACE_GETREGS, thread, 0, &regs))
				continue;
			name = counting ? changes(thread, &regs, detail) : NULL;
			if (name) {
				count++;
				fprintf(counts, "%ld %s %s\n", count, name, detail);
				if (count == wanted) {
					kill(child, SIGKILL);
					kill(thread,
					     SIGKILL); /* where the program had started another */
					continue;
				}
			}
		} else if (WSTOPSIG(status) != SIGTRAP && !(WSTOPSIG(status) == SIGSTOP)) {
			signal = WSTOPSIG(status);
			counting |= signal == SIGHUP;
		}
		ptrace(PTRACE_CONT, thread, 0, signal);
	}
}
