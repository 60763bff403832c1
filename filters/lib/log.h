/*
 * The log of edits, edits(5): written while cleaning, read by undo and
 * review.  One line a fact, fields with tabs between them.
 */
#ifndef LOG_H
#define LOG_H

#include "chain.h"

/* What surrounds a document's text in the streams that it comes from and
 * goes to. */
struct frame {
	const char *name; /* of the file, or "-" */
	size_t record;    /* from 1 in a stream of records; 0 otherwise */
	struct str tail;  /* what follows the text: a NUL, or nothing */
	/* Of a record that the text is only a part of: its edits, as whole
	 * lines, from in to out.  Otherwise in.n is 0. */
	const struct edits *splice;
	struct str in, out;
};

void log_begin(struct buf *); /* the first line of a log */
void log_document(struct buf *, const struct frame *, const struct run *);

/* A log that was read. */
struct log_edit {
	struct edit place; /* its texts are not in a pool: see below */
	struct str old, new, note, rule;
	unsigned confidence;
};

struct log_stage {
	struct str filter, version;
	size_t in_len, out_len;
	uint64_t in_sum, out_sum;
	size_t first, n; /* its edits in the document's v */
};

struct log_document {
	struct str name, tail;
	size_t record;
	size_t in_len, out_len; /* of what stands in the streams */
	uint64_t in_sum, out_sum;
	struct log_stage *stage; /* on the text */
	size_t nstages, stages_cap;
	struct log_stage splice; /* on the record; no filter: none */
	struct log_edit *v;
	size_t n, cap;
	char **copies; /* fields that had escapes */
	size_t ncopies, copies_cap;
};

struct log_reader {
	const char *path; /* for messages */
	struct str text;
	size_t at, line;
};

/* Die, naming path, where the text is not a log of a version known here. */
void log_open(struct log_reader *, const char *path, struct str text);
int log_next(struct log_reader *, struct log_document *); /* 0 at the end */
void log_document_free(struct log_document *);

/* Turn the clean text of a document, without its tail, back into the
 * original.  NULL, or why it is not the text that was written. */
const char *log_undo(
    const struct log_document *, struct str clean, struct buf *original);

#endif
