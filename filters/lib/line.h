/*
 * The lines of a text, and the blocks that they form: a block is a run of
 * lines with something on them, and no form feed in it.
 */
#ifndef LINE_H
#define LINE_H

#include "buf.h"

struct line {
	size_t off;      /* of its first byte that is no white space */
	size_t end;      /* behind the last such byte */
	uint32_t width;  /* in characters, from off to end */
	uint32_t indent; /* columns before off; a tab fills up to eight */
};

struct block {
	struct line *v;
	size_t n, cap;
	int page; /* a form feed stands before it */
};

/* The next block at or after *at, which moves behind its last line; 0 if
 * there is none.  The block may be used again for the next one. */
int block_next(struct str text, size_t *at, struct block *);
void block_free(struct block *);

/* Does it read like a line of a program? */
int line_code(struct str line);

#endif
