/*
 * Mending paragraph by paragraph, each until nothing is left to mend, so
 * that a filter whose rules feed each other is idempotent.  Blank lines end
 * paragraphs.  One that finds no rest in a few rounds stays as it is.
 */
#ifndef SETTLE_H
#define SETTLE_H

#include "filter.h"

/* Put all edits of a text: look puts those that one paragraph asks for, and
 * must not depend on what edits change outside it.  Edits of later rounds
 * that touch earlier ones become one with them, under the rule that came
 * first. */
void settle(struct str text,
    void (*look)(const void *ctx, struct str paragraph, struct edits *out),
    const void *ctx, const struct rule *rules, const struct ruling *,
    struct edits *out);

#endif
