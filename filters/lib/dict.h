/*
 * The tables in dictionaries/LANG: where they lie and how they are read.
 * See dictionaries(5).
 */
#ifndef DICT_H
#define DICT_H

#include "filter.h"

/* The whole of LANG/NAME, mapped: from the folder that -D names if it is
 * there, else from the installed ones.  What is not there at all is an
 * empty str, unless must is set: then the process ends and says so. */
struct str dict_map(const struct settings *, const char *name, int must);

/* Where dict_map would find it: appended to path, ended by a NUL; 0 if it
 * is nowhere. */
int dict_path(const struct settings *, const char *name, struct buf *path);

/* The rows of a table: lines of fields with tabs between them.  Empty lines
 * and lines that begin with '#' are comments. */
struct tsv {
	struct str text;
	size_t at;
	size_t line; /* of the row last given, from 1 */
};

/* The next row's fields, at most max; the last field takes the rest.  How
 * many there are, or 0 at the end; fields beyond are empty. */
size_t tsv_next(struct tsv *, struct str *field, size_t max);

/* A dictionary that says something else than it should ends the process. */
void dict_broken(const struct settings *, const char *name, size_t line,
    const char *why) __attribute__((noreturn));

#endif
