/*
 * Text laid out from what markup says of it: what stands on a line, in a
 * paragraph, on a page.
 */
#ifndef LAYOUT_H
#define LAYOUT_H

#include "entity.h"
#include "flow.h"
#include "html.h"
#include "markup.h"

/* The blocks of a page of HTML for which keep is set; names are those of
 * characters that libxml2 does not know. */
void layout_html(const struct html *, const char *keep,
    const struct entity *names, struct flow *);

/* hOCR, ALTO, PAGE or TEI. */
void layout_page(struct str in, enum markup_format, struct flow *);

#endif
