/*
 * The front that all programs have in common: options, documents in,
 * clean text, log and diff out.
 */
#ifndef FRONT_H
#define FRONT_H

#include "chain.h"

/* Run a chain made of those filters, in that order.  With several, the
 * options --filters, --skip and --summary choose among them.  The value is
 * the exit status. */
int front_main(const struct filter *const *, size_t n, int argc, char **argv);

#endif
