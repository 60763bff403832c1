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

enum {
	TALLY_DOCUMENTS,
	TALLY_CHANGED,
	TALLY_REJECTED,
	TALLY_IN,
	TALLY_OUT,
	TALLY_RULES
};

struct result {
	/* The clean text: same where the batch came out as it was, which is
	 * then borrowed; else out. */
	struct str same;
	struct buf out;
	/* Where there are any, to be applied to same: a large text is not
	 * copied to be written. */
	struct edits edits;
	struct buf log, diff, rejected, complaints;
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

static inline struct str
result_out(const struct result *r)
{
	return r->same.n > 0 ? r->same : buf_str(&r->out);
}

/* What comes of a batch; the result must be as it was when opened. */
void work_batch(const struct work *, const struct batch *, struct result *);

#endif
