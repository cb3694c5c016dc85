// The floor: how cheap and how punctual a generator can be here. One thread, nothing but the system calls that pacing needs.
//   floor pace RATE SECONDS        waits for each due time of a Poisson process (clock_nanosleep, timer slack 1 ns)
//   floor send PORT RATE SECONDS   sends a GET at each over keep-alive connections (epoll_pwait2) and reads the answers
// Prints what 'own' prints; a fifth of a second of warm-up is not counted.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <math.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static int idle[4096], idles, poller, port;
static long answered;
static unsigned long long state = 88172645463325252ULL;

static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + t.tv_nsec * 1e-9; }
static double cpu(void) {
    struct rusage u; getrusage(RUSAGE_SELF, &u);
    return u.ru_utime.tv_sec + u.ru_stime.tv_sec + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-6;
}
static double gap(double rate) { // xorshift64 (Marsaglia 2003), then an exponential
    state ^= state << 13; state ^= state >> 7; state ^= state << 17;
    return -log(1 - (state >> 11) * (1.0 / 9007199254740992.0)) / rate;
}
static int compare(const void *a, const void *b) { double x = *(double *)a, y = *(double *)b; return (x > y) - (x < y); }
static struct timespec span(double s) { if (s < 0) s = 0; struct timespec t = { (time_t)s, (long)((s - (time_t)s) * 1e9) }; return t; }

static void die(const char *what) { perror(what); exit(1); }

static int fresh(void) {
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int s = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    struct epoll_event e = { .events = EPOLLIN | EPOLLET, .data.fd = s };
    if (s < 0 || connect(s, (struct sockaddr *)&at, sizeof at) || setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one)
        || epoll_ctl(poller, EPOLL_CTL_ADD, s, &e)) die("connect");
    return s;
}

static void give(void) {
    static const char request[] = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    if (send(idles ? idle[--idles] : fresh(), request, sizeof request - 1, MSG_NOSIGNAL) <= 0) die("send");
}

static void serve(double until) { // until 'until', take what comes
    struct epoll_event events[64];
    char answer[4096];
    do {
        struct timespec left = span(until - now());
        int n = epoll_pwait2(poller, events, 64, &left, NULL);
        for (int i = 0; i < n; i++) {
            if (recv(events[i].data.fd, answer, sizeof answer, 0) <= 0) die("recv");
            answered++;
            if (idles < 4096) idle[idles++] = events[i].data.fd;
        }
    } while (now() < until);
}

int main(int argc, char **argv) {
    int sends = argc == 5 && !strcmp(argv[1], "send");
    if (!sends && !(argc == 4 && !strcmp(argv[1], "pace"))) { fputs("floor pace RATE SECONDS | floor send PORT RATE SECONDS\n", stderr); return 2; }
    double rate = atof(argv[argc - 2]), seconds = atof(argv[argc - 1]), used = 0, from = 0;
    double *lag = malloc(sizeof(double) * (size_t)(rate * seconds * 2 + 1000));
    long n = 0, before = 0;
    if (sends) { port = atoi(argv[2]); poller = epoll_create1(0); }
    prctl(PR_SET_TIMERSLACK, 1);
    double start = now();
    for (double due = start; due < start + 0.2 + seconds; due += gap(rate)) {
        struct timespec at = span(due);
        if (sends) serve(due); else clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
        if (from == 0 && due >= start + 0.2) { from = now(); used = cpu(); before = answered; }
        if (from > 0) lag[n++] = now() - due;
        if (sends) give();
    }
    double wall = now() - from; used = cpu() - used;
    if (!sends) answered = n + before;
    qsort(lag, n, sizeof *lag, compare);
    printf("rate=%.0f cpu=%.2f cores=%.4f lag50=%.3f lag=%.3f\n", (answered - before) / wall, used / (answered - before) * 1e6, used / wall, lag[n / 2] * 1e3, lag[n * 99 / 100] * 1e3);
    return 0;
}
