/*
 * What each mark of a paragraph is: the cheapest reading of them all
 * together, by what stands beside each, how it is written now, and what
 * pairs with what.
 */
#ifndef PAIRING_H
#define PAIRING_H

#include "mark.h"

enum mark_role { ROLE_OPEN, ROLE_CLOSE, ROLE_APOSTROPHE, ROLE_LEAVE, NROLE };

#define PAIRING_NONE UINT32_MAX

/* A paragraph of more marks is left alone. */
#define MARKS_MAX ((size_t)1 << 18)

struct reading {
	unsigned char role;
	unsigned char depth; /* marks open before it */
	uint16_t margin;     /* what the next best reading costs more */
	uint32_t partner;    /* the mark that it pairs with, or none */
};

/* What the language and the document's neighbours say. */
struct pairing {
	int low;         /* „ opens and “ closes */
	int angles;      /* »so« rather than «so» */
	int both;        /* or either */
	int next_double; /* the next paragraph begins with a mark */
	int next_single;
	int single_first; /* single marks are the outer ones here */
};

/* One reading a mark; to be freed. */
struct reading *pairing_read(
    const struct pairing *, const struct mark *, size_t n);

#endif
