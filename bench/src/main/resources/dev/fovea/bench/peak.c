/* The float32 fused multiply-adds a processor does at most: twelve independent chains in registers,
   in assembly so that the compiler cannot spill them. Prints the median GFLOP/s of its repetitions.
   cc -O2 -march=native -pthread peak.c -o peak; peak THREADS */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#if defined(__AVX512F__)
#define LANES 16
#define REG "zmm"
#elif defined(__AVX2__) && defined(__FMA__)
#define LANES 8
#define REG "ymm"
#else
#error "neither AVX-512 nor AVX2 with FMA"
#endif

enum { REPS = 9, MAX_THREADS = 256 };
static const long ITERATIONS = 10000000;

#define FMA(r) "vfmadd213ps %%" REG "0, %%" REG "0, %%" REG #r "\n"

static void *work(void *arg) {
    __asm__ volatile("vxorps %%ymm0, %%ymm0, %%ymm0" ::: "xmm0");
    for (long n = 0; n < ITERATIONS; n++)
        __asm__ volatile(FMA(1) FMA(2) FMA(3) FMA(4) FMA(5) FMA(6) FMA(7) FMA(8) FMA(9) FMA(10) FMA(11) FMA(12)
                         ::: "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12");
    return arg;
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}

static int compare(const void *p, const void *q) {
    double d = *(const double *)p - *(const double *)q;
    return (d > 0) - (d < 0);
}

int main(int argc, char **argv) {
    int threads = argc > 1 ? atoi(argv[1]) : 1;
    if (threads < 1 || threads > MAX_THREADS) return 2;
    double rate[REPS];
    for (int rep = -1; rep < REPS; rep++) {
        pthread_t t[MAX_THREADS];
        double start = now();
        for (int i = 0; i < threads; i++)
            if (pthread_create(&t[i], 0, work, 0)) return 1;
        for (int i = 0; i < threads; i++) pthread_join(t[i], 0);
        if (rep >= 0) rate[rep] = 2.0 * LANES * 12 * ITERATIONS * threads / (now() - start) / 1e9;
    }
    qsort(rate, REPS, sizeof *rate, compare);
    printf("%.1f\n", rate[REPS / 2]);
    return 0;
}
