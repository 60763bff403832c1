/*
 * A chain of filters, each run on the text that the last one left, and the
 * stack of edit lists that they leave behind, one a stage and never merged.
 *
 * What one filter mends may be what an earlier one would have needed to see,
 * so they take turns until each has seen the text that is left and left it
 * alone: then to clean it again changes nothing.
 */
#ifndef CHAIN_H
#define CHAIN_H

#include "filter.h"

#define CHAIN_CONFIDENCE CONFIDENCE

struct link {
	const struct filter *filter;
	void *tables;
	unsigned char *low; /* rules under the threshold */
	unsigned char *off; /* rules that were disabled */
};

struct chain {
	struct link *v;
	size_t n, cap;
};

struct stage {
	const struct filter *filter;
	size_t link;        /* of the chain */
	struct edits edits; /* on the stage's input */
	struct buf out;     /* unset where edits change nothing */
	int changed;
};

/* One document on its way: all zeros is ready for the first. */
struct run {
	struct str in; /* borrowed: it must outlive the run */
	int lazy;      /* leave a chain's only stage unapplied */
	struct stage *v;
	size_t n, cap;
};

/* disabled: "RULE" or "FILTER/RULE" each. */
void chain_add(struct chain *, const struct filter *, const struct settings *,
    unsigned confidence, const char *const *disabled, size_t ndisabled);
void chain_free(struct chain *);

/* Clean a text.  A filter whose list is not well formed is a bug: the
 * process ends and says so.  Filters that are only there when asked for run
 * once, when the others are done; what is suspected is reported once. */
void chain_run(const struct chain *, struct str in, struct run *);

/* The stage whose edits were left unapplied; NULL if there is none.  Then
 * what asks for the clean text must not be called. */
struct stage *run_pending(const struct run *);

struct str run_in(const struct run *, size_t stage); /* text it was given */
struct str run_out(const struct run *);              /* the clean text */
int run_changed(const struct run *);
/* Swap the clean text of a run that changed into b; only run_free is left
 * to be called. */
void run_take(struct run *, struct buf *b);

/* The edits from the original to the clean text as one list, each noted
 * with the FILTER/RULE names that made it; what was taken back is left
 * out. */
void run_compose(const struct run *, struct edits *out);

/* Where in the original the byte at off of the clean text came from. */
size_t run_source(const struct run *, size_t off);

void run_free(struct run *);

#endif
