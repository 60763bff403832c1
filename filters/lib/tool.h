/*
 * The command line of the programs that read a log:
 * [-hV] [-o FILE] LOG [CLEAN], and [-i] where files are put back.
 */
#ifndef TOOL_H
#define TOOL_H

#include <stdio.h>

#include "log.h"

struct tool {
	const char *name, *usage; /* to be set, the usage with its lines */
	int in_place;             /* set it if -i is to be taken */

	const char *log, *clean, *output; /* what was given, or "-" */
	int files;                        /* -i was given */
	struct buf log_text;
	struct log_reader reader; /* of the log, open */
};

/* Parse, and read the log.  --help and --version are answered, and what is
 * wrong ends the process. */
void tool_open(struct tool *, int argc, char **argv);
void tool_close(struct tool *);

FILE *tool_output(const struct tool *);
void tool_written(const struct tool *, FILE *); /* flush, close, notice */

#endif
