/*
 * Characters that nobody sees or means: controls, invisible ones, and
 * ligatures that are a matter of type.
 */
#ifndef STRAYS_H
#define STRAYS_H

#include "buf.h"

enum stray_kind {
	STRAY_NONE,
	STRAY_CONTROL, /* C0, DEL, and sequences that steer a terminal */
	STRAY_C1,      /* of windows-1252 */
	STRAY_UNSEEN,  /* zero width, and nothing rests on it */
	STRAY_HYPHEN,  /* soft hyphen */
	STRAY_BIDI,    /* direction marks where all runs one way */
	STRAY_LIGATURE,
	STRAY_LINE, /* the separators that Unicode has for lines */
};

/* Which way the line runs that ends at end; begins as all zeros. */
struct strays_line {
	size_t end;
	int rtl;
};

/* What a text holds at all: a look that costs next to nothing. */
enum {
	STRAYS_HIGH = 1,    /* bytes beyond ASCII */
	STRAYS_CONTROLS = 2 /* of ASCII, but for tabs and line ends */
};
unsigned strays_survey(struct str);

/* The offset of the next byte that may begin one, at or after from. */
size_t strays_scan(struct str, size_t from);

/* Is the character at off one?  *end is where it ends, and what it should
 * be is appended to text.  off must not decrease from call to call. */
enum stray_kind strays_at(struct str in, size_t off, struct strays_line *,
    size_t *end, struct buf *text);

#endif
