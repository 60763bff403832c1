/*
 * Removing again and again.  What goes brings together what stood apart, so
 * a filter that only removes looks at the text that is left until it finds
 * nothing more; then a second run finds nothing either.
 */
#ifndef AGAIN_H
#define AGAIN_H

#include "filter.h"

/* Put what is to be removed from text, in order; what is only suspected
 * may be put as well.  last is set where no more may be brought about than
 * must: a look for which removals never end is stopped. */
typedef void again_look(
    const void *tables, struct str text, int last, struct edits *out);

/* The removals of all looks, and what the first one suspects of the rest. */
void again(const struct rule *, const struct ruling *, again_look *,
    const void *tables, struct str in, struct edits *out);

#endif
