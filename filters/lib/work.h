/*
 * What is done with one batch of documents: from bytes to clean bytes, log,
 * diff and counts.  It neither reads nor writes, so that it may be done in
 * another process.
 */
#ifndef WORK_H
#define WORK_H

#include "chain.h"
#include "options.h"

/* Documents as they stand in a stream, whole. */
struct batch {
	const char *name; /* of the file */
	size_t record;    /* the number of the first, or 0: it is one text */
	struct str bytes;
};

enum { TALLY_DOCUMENTS, TALLY_CHANGED, TALLY_REJECTED, TALLY_IN, TALLY_OUT,
	TALLY_RULES };

struct result {
	struct buf out, log, diff, rejected, complaints;
	/* TALLY_RULES numbers, and two for each rule of the chain: edits
	 * applied and held. */
	uint64_t *tally;
	size_t ntally;
};

struct work {
	const struct options *options;
	struct chain chain;
	int color;
};

void work_open(struct work *, const struct options *);
void work_close(struct work *);

void result_open(struct result *, const struct work *);
void result_clear(struct result *); /* as it was when opened */
void result_free(struct result *);

/* Add what comes of a batch to the result. */
void work_batch(const struct work *, const struct batch *, struct result *);

#endif
