/*
 * From markup to text, as edits.  The caller says in the order of the
 * output what is kept of the input, and what stands between; all else is
 * deleted.  Breaks between texts are asked for, and the strongest one asked
 * for is put where the next text begins: none at the beginning, one line
 * end at the end.
 */
#ifndef FLOW_H
#define FLOW_H

#include "edits.h"

/* The rules that flow puts; a filter's table has them first. */
enum flow_rule {
	FLOW_MARKUP,    /* markup goes, or becomes a break */
	FLOW_REFERENCE, /* a character reference becomes its character */
	FLOW_SPACE,     /* white space that means nothing */
	FLOW_FURNITURE, /* a stretch of markup with text that was dropped */
	FLOW_HEAD,      /* a labelled running head or foot */
	FLOW_RULES,
};

enum flow_break {
	FLOW_NONE,
	FLOW_WORD,
	FLOW_CELL,
	FLOW_LINE,
	FLOW_PARAGRAPH,
	FLOW_PAGE,
};

struct flow {
	struct str in;
	struct edits *out;
	int guard;  /* the text's first '<' is put as &lt; */
	int all;    /* every '<' that would read as a tag is */
	int head;   /* what is kept is a running head: suspect it */
	int opened; /* set: the output may begin with a '<' */

	size_t at;      /* the input up to here is dealt with */
	struct buf lit; /* and what is behind it begins with this */
	enum flow_break brk;
	int begun, dropped, quoted;
	uint32_t group;
};

void flow_start(struct flow *, struct str in, struct edits *out);
void flow_break(struct flow *, enum flow_break);

/* Text of the input, its white space made single spaces. */
void flow_text(struct flow *, size_t off, size_t end);

/* Text of the input as it is. */
void flow_keep(struct flow *, size_t off, size_t end);

/* Other bytes, in place of what is not kept here. */
void flow_put(struct flow *, struct str text);

/* There is text before the next one kept that was dropped on purpose. */
void flow_drop(struct flow *);

void flow_head(struct flow *, int on); /* a running head begins or ends */
void flow_end(struct flow *);

#endif
