/*
 * Workers: processes that do batches and give their results back in the
 * order in which the batches came.  With one job there are none: the work is
 * done where it is asked for.
 */
#ifndef POOL_H
#define POOL_H

#include "work.h"

struct pool;

/* take is called with each result, in order. */
struct pool *pool_open(const struct work *, unsigned jobs,
    void (*take)(void *ctx, struct result *), void *ctx);
void pool_put(struct pool *, const struct batch *);
void pool_drain(struct pool *); /* until every result was taken */
void pool_close(struct pool *); /* drains it first */

#endif
