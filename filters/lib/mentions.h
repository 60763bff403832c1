/*
 * Who and what is mentioned in a text: every word with a capital, by form
 * and place.  A form is a word in small letters without its possessive;
 * its spellings differ in case and apostrophes only.
 *
 * Parts of URLs, addresses, file names, tags and slugs (words in small
 * letters strung together by hyphens) are not mentions, for nobody may
 * change them; they are counted as evidence for their form.
 */
#ifndef MENTIONS_H
#define MENTIONS_H

#include "map.h"

struct spelling {
	uint32_t form;
	uint32_t n;
	int capitals; /* BLINKEN */
};

struct form {
	uint32_t n;           /* mentions */
	uint32_t mid;         /* of these, not where a sentence may begin */
	uint32_t slugs;       /* in slugs and the like */
	uint32_t small;       /* in small letters: see mentions_small */
	uint32_t spelling;    /* the most frequent, but for capitals */
	uint32_t first, last; /* mentions, linked by next; + 1, 0 for none */
};

struct mention {
	uint32_t off, end; /* without the possessive */
	uint32_t form, spelling;
	uint32_t place;  /* its offset in the text as its user mends it */
	uint32_t same;   /* the next of this form, + 1 */
	uint32_t before; /* the name right before or behind it, */
	uint32_t behind; /* as a mention + 1; 0 for none */
	unsigned mid : 1;
	unsigned small : 1; /* put by mentions_add: it has no capital */
};

struct mentions {
	struct str text;
	struct map forms;     /* by key; entry i is form i */
	struct map spellings; /* by bytes; entry i is spelling i */
	struct form *form;
	size_t formcap;
	struct spelling *spell;
	size_t spellcap;
	struct mention *v;
	size_t n, cap;
	struct map slugs; /* words in slugs, in small letters */
};

/* A word in small letters that may be a mention after all, for whoever
 * asks: 1 to count it as one of the form that its spelling, put to
 * *proper, has. */
typedef int mentions_small_fn(
    void *ctx, struct str text, size_t off, size_t end, struct str *proper);

void mentions_scan(
    struct mentions *, struct str text, mentions_small_fn *, void *ctx);

/* Count, in form.small, how often each form f with want[f] set stands in
 * small letters. */
void mentions_small(struct mentions *, const unsigned char *want);

struct str mentions_key(const struct mentions *, uint32_t form);
/* The form as it is mostly written. */
struct str mentions_spelling(const struct mentions *, uint32_t form);
void mentions_free(struct mentions *);

#endif
