/* What changed, for a person to read. */
#ifndef DIFF_H
#define DIFF_H

#include "edits.h"

/* Append the lines of in that the changes touch, with the old words as
 * [-old-] and the new ones as {+new+}, or in red and green.  Each group of
 * lines has a head: the name, the record if it is not 0, the first line's
 * number, and the notes of the changes. */
void diff_put(struct buf *, const char *name, size_t record, struct str in,
    const struct edits *changes, int color);

#endif
