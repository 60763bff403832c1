/*
 * Counting more keys than memory holds.  Keys are put in any order; when
 * the buffer is full it is sorted, like keys are added up, and it goes to a
 * temporary file as a run; reading merges the runs, so that each key comes
 * once and in order, with its sums.
 */
#ifndef SPILL_H
#define SPILL_H

#include <stdio.h>

#include "buf.h"

struct spill_item {
	uint64_t key;
	uint32_t a, b; /* sums; they stop at the highest number */
};

struct spill_run {
	FILE *f;
	struct spill_item *v;
	size_t at, n;
};

struct spill {
	struct spill_item *v, *work;
	size_t n, cap;
	struct spill_run *run;
	size_t nrun, caprun;
	uint32_t *heap; /* runs, that with the lowest key first */
	size_t nheap;
};

void spill_open(struct spill *, size_t memory); /* bytes it may take */
void spill_put(struct spill *, uint64_t key, uint32_t a, uint32_t b);

/* Nothing is put any more; what follows is the first item.  May be called
 * again, to read all from the start. */
void spill_rewind(struct spill *);
int spill_next(struct spill *, struct spill_item *); /* 0 at the end */
void spill_free(struct spill *);

#endif
