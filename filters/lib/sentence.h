/*
 * Where sentences begin and end.  One place for it: every filter that asks
 * asks here.
 */
#ifndef SENTENCE_H
#define SENTENCE_H

#include "filter.h"

struct span {
	uint32_t off, end;
};

struct spans {
	struct span *v;
	size_t n, cap;
};

struct sentences;

struct sentences *sentences_open(const struct settings *);
void sentences_close(struct sentences *);

/* Append the sentences of a text in order.  A sentence runs from its first
 * character that is not white space to its last, closing quotes and
 * brackets with it.  Blank lines end one; a single line end does not.  All
 * that is not white space is in one. */
void sentences_split(
    const struct sentences *, struct str text, struct spans *out);
void spans_free(struct spans *);

#endif
