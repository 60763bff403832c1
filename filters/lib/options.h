/*
 * The options of the programs: one table, from which they are parsed and
 * --help is printed, and against which the man pages are checked.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "filter.h"

enum on_error { ON_ERROR_PASS, ON_ERROR_SKIP, ON_ERROR_FAIL };

struct options {
	struct settings settings;
	const struct filter **filters; /* in the order of the chain */
	size_t nfilters;
	const char **disabled;
	size_t ndisabled;
	char **files; /* at least one: "-" if none was given */
	size_t nfiles;
	int dry, diff, in_place, null, stats, progress, quiet;
	unsigned confidence, jobs;
	const char *log, *output, *suffix, *jsonl, *rejected;
	enum on_error on_error;
	char summary[16]; /* the number of --summary */
};

/* Parse the command line of a program that holds all these filters.  What
 * can be answered at once (--help, --version, --rules) is, and the process
 * ends; so it does, with status 2, where something is wrong. */
void options_parse(struct options *, const struct filter *const *all, size_t n,
    int argc, char **argv);
void options_free(struct options *);

#endif
