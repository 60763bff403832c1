/*
 * The named and numbered characters of HTML and XML: &eacute; &#233;
 * &#xE9;.
 */
#ifndef ENTITY_H
#define ENTITY_H

#include "filter.h"

struct entity;

struct entity *entity_open(const struct settings *);
void entity_close(struct entity *);

/* The character that the reference at off, which must be an '&', stands
 * for, its end in *end; 0 if it is none.  With its semicolon only. */
uint32_t entity_at(
    const struct entity *, struct str in, size_t off, size_t *end);

#endif
