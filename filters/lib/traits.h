/*
 * What speaks for and against a change, as numbers: what it costs, what is
 * known of the spellings, how they differ, its rivals, its neighbours, and
 * what else the text seems to have been misread as.
 */
#ifndef TRAITS_H
#define TRAITS_H

#include "weigh.h"

/* Note what the way through a block changes, before any of it is asked. */
void traits_learn(struct view *, const struct bench *);
/* Those of a change on the bench: in order, as judge.tsv names them. */
void traits_of(const struct view *, const struct bench *, size_t, int *x);

#endif
