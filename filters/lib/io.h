/*
 * Files.  Whatever cannot be read or written ends the process with the
 * file's name and the reason; names here are C strings, "-" is the
 * standard input.
 */
#ifndef IO_H
#define IO_H

#include <stdio.h>

#include "buf.h"

const char *io_name(const char *path); /* what messages call it */

/* Append all of a file, or die; one over 1 GiB is too large. */
void io_read(const char *path, struct buf *);
int io_try(const char *path, struct buf *);        /* -1, with errno, instead */
FILE *io_open(const char *path, const char *mode); /* like fopen(3) */

/* Map a file; an empty one is an empty str.  It stays mapped. */
struct str io_map(const char *path);

void io_write(FILE *, struct str);
/* Flush and close, and notice what was lost. */
void io_close(FILE *, const char *path);

/* Put new contents into an existing file at once: a temporary file beside
 * it, synced and renamed over it, with its mode.  With a suffix the old
 * contents stay in path + suffix. */
void io_replace(const char *path, const char *suffix, struct str contents);

#endif
