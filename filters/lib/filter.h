/*
 * A filter: a function from (tables, text) to edits.  It never changes the
 * text, keeps no state from one call to the next, and asks neither the
 * clock nor the locale nor the environment.
 */
#ifndef FILTER_H
#define FILTER_H

#include "edits.h"

enum { CONFIDENCE = 80 }; /* the threshold, where -c does not say */

/* A rule's name is never reused.  Its confidence is the measured chance, in
 * percent, that an edit it asks for is right; edits of a rule under the
 * threshold (80, or -c) are held: reported, not applied. */
struct rule {
	const char *name;    /* lower case, hyphens */
	const char *what;    /* one sentence, no stop */
	unsigned confidence; /* 0 to 100 */
};

/* An option of one filter's own, beside those that all have. */
struct filter_option {
	const char *name; /* long: "style" */
	int letter;       /* 'w', or 0 for none */
	const char *arg;  /* what it takes: "STYLE"; NULL if nothing */
	const char *help; /* one phrase */
};

struct setting {
	const char *name, *value;
};

/* What becomes of the edits of a filter's rules, by their index: held, or
 * left out.  Where it is NULL, the rules' confidence says, and none. */
struct ruling {
	const unsigned char *low, *off;
};

/* Will edits of the rule be applied? */
int ruling_applies(
    const struct ruling *, const struct rule *rules, unsigned rule);

struct settings {
	const char *lang;         /* "en" */
	const char *dictionaries; /* -D; NULL for the installed ones alone */
	const struct setting *v;  /* the filters' own options that were given */
	size_t n;
	/* For a filter that builds on its own edits: what will not be applied
	 * must lead to nothing.  It lasts until the filter is closed. */
	struct ruling ruling;
};

/* The value of an option of a filter's own; "" for one that takes nothing,
 * NULL for one that was not given. */
const char *settings_get(const struct settings *, const char *name);

struct filter {
	const char *name, *summary;
	const struct rule *rules;
	size_t nrules;
	int asked; /* in the chain only when asked for */
	const struct filter_option *options;
	size_t noptions;
	/* Its tables; NULL for a filter that needs none.  A setting or a
	 * dictionary that is broken ends the process (see die.h). */
	void *(*open)(const struct settings *);
	/* Edits come in order and do not overlap. */
	void (*edit)(const void *tables, struct str in, struct edits *out);
	void (*close)(void *tables);
};

/* The place of a rule of that name among the first n, or -1. */
int rule_index(const struct rule *, int n, struct str name);

/* Is the rule what someone calls "RULE" or "FILTER/RULE"? */
int filter_rule_named(const struct filter *, size_t rule, const char *what);

#endif
