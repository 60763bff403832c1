/*
 * Records: documents that come many to a stream, and the text inside of
 * them.  The only file that reads and writes record formats.
 */
#ifndef RECORD_H
#define RECORD_H

#include <stdio.h>

#include "edits.h"

/*
 * A line of JSON whose member `field` (of the outermost object; the last, if
 * there are several) is a string.  The text of the string is its decoded
 * value; everything else in the line is never touched.  A lone surrogate
 * reads as U+FFFD.
 */
struct record {
	size_t off, end;      /* the string in the line, without its quotes */
	struct buf text;      /* what it says */
	struct edits decoded; /* from the string's bytes to the text */
};

/* NULL, or why the line is no such record.  The record must be all zeros
 * the first time, and may be used again. */
const char *record_parse(struct record *, struct str line, struct str field);

/* The edits on the line that put the changes of the text, noted as
 * run_compose does, into its string. */
void record_splice(const struct record *, struct str line,
    const struct edits *changes, struct edits *out);
void record_free(struct record *);

#endif
