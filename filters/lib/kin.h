/*
 * Pairs of forms that are alike, one of them a suspect, and what stands
 * about each: the evidence on whether both are one name.
 */
#ifndef KIN_H
#define KIN_H

#include "alike.h"
#include "mentions.h"
#include "sentence.h"

struct pair {
	uint32_t s, t; /* the suspect, and the form that it may stand for */
	int cost;      /* see alike.h */
};

struct kin {
	const struct mentions *m;
	struct letters *letters; /* of each form */
	uint32_t *into; /* of each form: what it was merged into, or itself */
	unsigned char *in_pair;
	struct pair *v;
	size_t n, cap;
	struct spans sentences; /* in which places are: set before kin_look */
	struct map seen; /* what stands about the forms that are in a pair */
};

/* Find the pairs.  suspect[f] is set for each form that may be one. */
void kin_find(struct kin *, const struct mentions *,
    const unsigned char *suspect, int most);

/* See who stands by whom, with merged forms taken for one.  given[f] is set
 * for each form that is a given name. */
void kin_look(struct kin *, const unsigned char *given);

uint32_t kin_root(const struct kin *, uint32_t form);

/* How often t is mentioned near s: where it is most often. */
uint32_t kin_nearby(const struct kin *, uint32_t s, uint32_t t);

/* How many mentions of s stand in one sentence with t. */
unsigned kin_together(const struct kin *, uint32_t s, uint32_t t);

/* Does the same name stand before both, or the same behind both? */
int kin_agree(const struct kin *, uint32_t s, uint32_t t);

/* Do given names stand before both, and never the same? */
int kin_clash(const struct kin *, uint32_t s, uint32_t t);

/* Do names stand behind both, and never the same? */
int kin_part(const struct kin *, uint32_t s, uint32_t t);

/* Is the form cited, or offered as another name: "Zuan", or Zuan? */
int kin_cited(const struct kin *, uint32_t form);

void kin_free(struct kin *);

#endif
