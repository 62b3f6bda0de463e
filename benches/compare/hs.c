// Hyperscan and Vectorscan over a log: hs MODE PATTERNS LOG RUNS
// MODE: line (a call per line), line1 (the same, told that one match is enough), chunk (64 kB of whole lines),
//       stream (64 kB writes), lit (the patterns are literals; hits are counted, nothing is checked).
// Prints a row as `compare run` does; the time to compile goes to standard error.
#define _GNU_SOURCE
#include <hs/hs.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static uint64_t count, digest, line_number, base;
static uint64_t *ends; // where each line ends, for modes that scan many lines at once
static size_t lines;
static uint64_t *seen; // by pattern: the line on which it matched last

static void add(uint64_t line, uint32_t pattern) {
    uint64_t mixed = line * 0x9E3779B97F4A7C15u ^ (uint64_t)pattern * 0xC2B2AE3D27D4EB4Fu;
    mixed ^= mixed >> 29;
    mixed *= 0xBF58476D1CE4E5B9u;
    count++;
    digest += mixed ^ mixed >> 32;
}

static int on_line(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *context) {
    if (seen[id] != line_number) {
        seen[id] = line_number;
        add(line_number, id);
    }
    return 0;
}

static int on_text(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *context) {
    uint64_t at = base + to;
    size_t low = 0, high = lines;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (ends[middle] < at) low = middle + 1; else high = middle;
    }
    if (seen[id] != low + 1) { // matches of a pattern come in order
        seen[id] = low + 1;
        add(low + 1, id);
    }
    return 0;
}

static int on_literal(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *context) {
    count++;
    return 0;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static char *slurp(const char *path, size_t *length) {
    FILE *file = fopen(path, "rb");
    if (!file) { perror(path); exit(2); }
    fseek(file, 0, SEEK_END);
    *length = ftell(file);
    rewind(file);
    char *text = malloc(*length + 1);
    if (fread(text, 1, *length, file) != *length) { perror(path); exit(2); }
    text[*length] = 0;
    fclose(file);
    return text;
}

static int ascending(const void *a, const void *b) {
    double x = *(double *)a, y = *(double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv) {
    if (argc != 5) { fprintf(stderr, "usage: hs MODE PATTERNS LOG RUNS\n"); return 2; }
    const char *mode = argv[1];
    size_t size, length, patterns = 0, runs = atoi(argv[4]);
    char *text = slurp(argv[2], &size), *log = slurp(argv[3], &length);
    const char **all = NULL;
    size_t *lengths = NULL;
    unsigned *flags = NULL, *ids = NULL;
    int literal = !strcmp(mode, "lit");
    unsigned own = literal ? HS_FLAG_CASELESS : !strcmp(mode, "line1") ? HS_FLAG_SINGLEMATCH : 0;
    for (char *at = text, *end; (end = strchr(at, '\n')); at = end + 1) {
        *end = 0;
        all = realloc(all, (patterns + 1) * sizeof *all);
        lengths = realloc(lengths, (patterns + 1) * sizeof *lengths);
        flags = realloc(flags, (patterns + 1) * sizeof *flags);
        ids = realloc(ids, (patterns + 1) * sizeof *ids);
        all[patterns] = at;
        lengths[patterns] = end - at;
        flags[patterns] = own;
        ids[patterns] = patterns;
        patterns++;
    }
    double start = now();
    hs_database_t *database;
    hs_compile_error_t *error;
    unsigned how = !strcmp(mode, "stream") ? HS_MODE_STREAM : HS_MODE_BLOCK;
    hs_error_t failed = literal
        ? hs_compile_lit_multi(all, flags, ids, lengths, patterns, how, NULL, &database, &error)
        : hs_compile_multi(all, flags, ids, patterns, how, NULL, &database, &error);
    if (failed) { fprintf(stderr, "hs: %s: %s\n", error->expression >= 0 ? all[error->expression] : "", error->message); return 2; }
    size_t database_size;
    hs_database_size(database, &database_size);
    fprintf(stderr, "hs %s %s: compiled in %.1f s of CPU, %zu bytes\n", hs_version(), mode, now() - start, database_size);
    hs_scratch_t *scratch = NULL;
    hs_alloc_scratch(database, &scratch);
    seen = malloc((patterns + 1) * sizeof *seen);
    for (char *at = log; at < log + length; lines++) {
        char *end = memchr(at, '\n', log + length - at);
        if (!end) end = log + length;
        if (lines % 4096 == 0) ends = realloc(ends, (lines + 4096) * sizeof *ends);
        ends[lines] = end - log;
        at = end + 1;
    }
    double *times = malloc(runs * sizeof *times);
    for (size_t run = 0; run < runs; run++) {
        memset(seen, 0, (patterns + 1) * sizeof *seen);
        count = digest = line_number = base = 0;
        double begin = now();
        if (!strncmp(mode, "line", 4)) {
            for (char *at = log; at < log + length;) {
                char *end = memchr(at, '\n', log + length - at);
                if (!end) end = log + length;
                line_number++;
                hs_scan(database, at, end - at, 0, scratch, on_line, NULL);
                at = end + 1;
            }
        } else if (how == HS_MODE_STREAM) {
            hs_stream_t *stream;
            hs_open_stream(database, 0, &stream);
            for (size_t at = 0; at < length; at += 65536)
                hs_scan_stream(stream, log + at, length - at < 65536 ? length - at : 65536, 0, scratch, on_text, NULL);
            hs_close_stream(stream, scratch, on_text, NULL);
        } else {
            for (size_t at = 0; at < length;) {
                size_t reach = length - at < 65536 ? length - at : 65536;
                char *end = memrchr(log + at, '\n', reach);
                if (end) reach = end + 1 - (log + at);
                base = at;
                hs_scan(database, log + at, reach, 0, scratch, literal ? on_literal : on_text, NULL);
                at += reach;
            }
        }
        times[run] = now() - begin;
    }
    qsort(times, runs, sizeof *times, ascending);
    printf("%s\t%.5f\t%.5f\t%llu\t%016llx\n", mode, length / 1e6 / times[runs / 2], length / 1e6 / times[0],
           (unsigned long long)count, (unsigned long long)digest);
    return 0;
}
