/*
 * Markup, read as events that say where in the input they came from.  The
 * only file that includes libxml/...  Every sequence of bytes has an
 * answer: what libxml2 will not read to the end (too deep, entities that
 * are declared, broken XML) is read on by a plain scanner of tags, so no
 * text is lost.
 */
#ifndef MARKUP_H
#define MARKUP_H

#include "buf.h"

enum markup_format {
	MARKUP_NONE, /* plain text */
	MARKUP_HTML,
	MARKUP_HOCR,
	MARKUP_ALTO,
	MARKUP_PAGE,
	MARKUP_TEI,
};

/* What a text is, by how it begins: MARKUP_NONE unless its first character
 * that is not white space is '<' and what follows is strong evidence.
 * Cheap for what is not markup. */
enum markup_format markup_sniff(struct str);

/* The format of that name ("html"), or -1. */
int markup_named(const char *);

/* Is there anything that reads as a tag, a comment or a declaration? */
int markup_any(struct str);

struct markup_event {
	enum { MARKUP_OPEN, MARKUP_CLOSE, MARKUP_TEXT } type;
	const char *name; /* without a prefix; HTML's in small letters */
	/* The place in the input: of a tag, from its '<' to where its
	 * attributes end; both at one place if the input has no such tag. */
	size_t off, end;
	struct str text; /* what the text says */
	int exact;       /* and the input at off says just that */
};

typedef void markup_sink(void *, const struct markup_event *);

/* Read a text as HTML or XML.  The texts come in the order of the input and
 * do not overlap; tags may be without their partner. */
void markup_read(struct str in, int xml, markup_sink *, void *);

/* The place of an attribute's value in the tag of an open event; 0 if it
 * has none.  Only the value's own bytes, without quotes. */
int markup_attr(struct str in, const struct markup_event *, const char *name,
    size_t *off, size_t *end);
/* The same as a string. */
int markup_value(struct str in, const struct markup_event *, const char *name,
    struct str *value);

/* Is a name among those of a class attribute? */
int markup_class(struct str classes, const char *name);

/* The attribute of ALTO's String that has the word: its own, or that of the
 * whole word of which it is the first half, which *whole remembers; NULL for
 * the second half of one that was given whole. */
const char *markup_alto_word(
    struct str in, const struct markup_event *, int *whole);

/* The character that the reference (&amp;) at off means, and where it ends;
 * 0 if it is none. */
uint32_t markup_entity(struct str in, size_t off, size_t *end);

/* HTML's elements that have no end tag. */
int markup_void(const char *name);

/* Once, before the first markup_read; any number of times. */
void markup_start(void);

#endif
