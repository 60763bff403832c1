/*
 * What holds for every filter and every text.  A law is written once, here;
 * the golden cases, the random documents and the fuzzers all call it.
 */
#ifndef LAWS_H
#define LAWS_H

#include "chain.h"

/* NULL, or the law that the filter breaks on this text. */
const char *laws(const struct filter *, const void *tables, struct str in);

#endif
