/*
 * UTF-8 that was read as if it were another character set: Ã© for é.  The
 * characters go back to the bytes they came from, and the bytes are read
 * again as UTF-8.
 */
#ifndef MOJIBAKE_H
#define MOJIBAKE_H

#include "letters.h"

struct mojibake;

struct mojibake *mojibake_open(const struct letters *);
void mojibake_close(struct mojibake *);

/* One level is undone; what was encoded twice wants another call.  in is
 * valid UTF-8.  Where a byte was lost on the way the rule is lost. */
void mojibake_edits(const struct mojibake *, struct str in, unsigned rule,
    unsigned lost, struct edits *out);

#endif
