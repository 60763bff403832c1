#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "chain.h"
#include "die.h"
#include "io.h"
#include "options.h"

enum {
	COMMON = 256, /* + the place in common[], for those with no letter */
	OWN = 512,    /* + the place in the list of the filters' own */
	OWN_MAX = 64,
};

/* An argument in brackets may be left out. */
static const struct filter_option common[] = {
	{ "help", 'h', NULL, "print this and leave" },
	{ "version", 'V', NULL, "print the version and leave" },
	{ "dry-run", 'n', NULL,
	    "write nothing; status 1 if a text would change" },
	{ "diff", 'd', NULL, "write the changes, word by word, instead" },
	{ "log", 'l', "FILE", "write each edit with its reason to FILE" },
	{ "confidence", 'c', "N",
	    "apply the edits of rules sure to N percent (80)" },
	{ "output", 'o', "FILE", "write to FILE" },
	{ "in-place", 'i', "[SUFFIX]",
	    "change the files; keep the old ones as FILE+SUFFIX" },
	{ "null", '0', NULL, "documents end in NUL bytes" },
	{ "jsonl", 0, "[FIELD]",
	    "a record of JSON a line; clean FIELD (text)" },
	{ "on-error", 0, "HOW",
	    "a broken record: pass it on, skip it, or fail" },
	{ "rejected", 0, "FILE", "write broken records to FILE" },
	{ "jobs", 'j', "N", "clean N documents at a time" },
	{ "lang", 'L', "LANG", "the language of the text (en)" },
	{ "dictionaries", 'D', "DIR", "look for tables in DIR first" },
	{ "rules", 0, NULL, "list the rules and leave" },
	{ "disable", 0, "RULE", "leave a rule out" },
	{ "stats", 0, NULL, "count the edits by rule, on standard error" },
	{ "progress", 0, NULL, "say how far it is, on standard error" },
	{ "quiet", 'q', NULL, "no warnings" },
};

/* Of the program that holds all the filters. */
static const struct filter_option choose[] = {
	{ "filters", 0, "NAMES", "only these filters, with commas" },
	{ "skip", 0, "NAMES", "not these filters" },
	{ "summary", 0, "SIZE",
	    "summarize at the end: 100w words, 5s sentences, 20% of it" },
};

struct parser {
	struct options *o;
	const struct filter *const *all;
	size_t n;
	const struct filter_option *own[OWN_MAX];
	size_t nown;
	struct setting *set;
	size_t nset, set_cap, disabled_cap;
	const char *only, *skip;
	int rules;
};

static int
optional(const struct filter_option *o)
{
	return o->arg != NULL && o->arg[0] == '[';
}

/* Filters may share an option: it is listed once. */
static void
gather(struct parser *p)
{
	const struct filter_option *o;
	size_t i, k, j;

	for (i = 0; i < p->n; i++)
		for (k = 0; k < p->all[i]->noptions; k++) {
			o = &p->all[i]->options[k];
			for (j = 0; j < p->nown; j++)
				if (strcmp(p->own[j]->name, o->name) == 0)
					break;
			if (j == p->nown && p->nown < OWN_MAX)
				p->own[p->nown++] = o;
		}
	for (i = 0; p->n > 1 && i < NELEM(choose); i++)
		p->own[p->nown++] = &choose[i];
}

static void
help_line(const struct filter_option *o)
{
	char left[64];
	int n = 0;

	if (o->letter != 0)
		n = snprintf(left, sizeof(left), "-%c, ", o->letter);
	else
		n = snprintf(left, sizeof(left), "    ");
	if (o->arg == NULL)
		snprintf(left + n, sizeof(left) - (size_t)n, "--%s", o->name);
	else if (optional(o))
		snprintf(left + n, sizeof(left) - (size_t)n, "--%s[=%.*s]",
		    o->name, (int)strlen(o->arg) - 2, o->arg + 1);
	else
		snprintf(left + n, sizeof(left) - (size_t)n, "--%s=%s", o->name,
		    o->arg);
	printf("  %-26s %s\n", left, o->help);
}

static void leave(void) __attribute__((noreturn));

static void
leave(void)
{
	io_close(stdout, "standard output");
	exit(0);
}

static void
help(const struct parser *p)
{
	size_t i;

	printf("usage: %s [OPTION]... [FILE]...\n", die_prog());
	if (p->n == 1) {
		printf("%s\n", p->all[0]->summary);
	} else {
		printf("       %s FILTER [OPTION]... [FILE]...\n", die_prog());
		printf("       %s undo LOG [CLEAN]\n", die_prog());
		printf("       %s review LOG [CLEAN]\n", die_prog());
		printf("Clean a text with a chain of filters:\n");
		for (i = 0; i < p->n; i++)
			printf("  %-10s %s%s\n", p->all[i]->name,
			    p->all[i]->summary,
			    p->all[i]->asked ? " (if asked for)" : "");
	}
	if (p->nown > 0)
		printf("\n");
	for (i = 0; i < p->nown; i++)
		help_line(p->own[i]);
	printf("\n");
	for (i = 0; i < NELEM(common); i++)
		help_line(&common[i]);
	leave();
}

static void
rules(const struct options *o)
{
	const struct filter *f;
	size_t i, k;

	for (i = 0; i < o->nfilters; i++) {
		f = o->filters[i];
		for (k = 0; k < f->nrules; k++)
			printf("%-10s %-20s %3u%%  %s\n", f->name,
			    f->rules[k].name, f->rules[k].confidence,
			    f->rules[k].what);
	}
	leave();
}

static unsigned
count(const char *name, const char *value, unsigned min, unsigned max)
{
	int64_t n = str_num(str_from(value));

	if (n < min || n > max)
		die("--%s: %s: not a number from %u to %u", name, value, min,
		    max);
	return (unsigned)n;
}

static enum on_error
how(const char *value)
{
	if (strcmp(value, "pass") == 0)
		return ON_ERROR_PASS;
	if (strcmp(value, "skip") == 0)
		return ON_ERROR_SKIP;
	if (strcmp(value, "fail") != 0)
		die("--on-error: %s: not pass, skip or fail", value);
	return ON_ERROR_FAIL;
}

static const char *
language(const char *value)
{
	size_t n = strspn(value, "abcdefghijklmnopqrstuvwxyz"
	                         "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_");

	if (n < 2 || value[n] != '\0')
		die("--lang: %s: not a language", value);
	return value;
}

static const char *
folder(const char *value)
{
	struct stat st;

	if (stat(value, &st) < 0)
		die_errno("--dictionaries: %s", value);
	if (!S_ISDIR(st.st_mode))
		die("--dictionaries: %s: not a directory", value);
	return value;
}

static void
disable(struct parser *p, const char *rule)
{
	struct options *o = p->o;

	o->disabled = mem_room(
	    o->disabled, o->ndisabled, &p->disabled_cap, sizeof(*o->disabled));
	o->disabled[o->ndisabled++] = rule;
}

static void
set_common(struct parser *p, const char *name, const char *value)
{
	struct options *o = p->o;

	if (strcmp(name, "help") == 0) {
		help(p);
	} else if (strcmp(name, "version") == 0) {
		printf("pumice " VERSION "\n");
		leave();
	} else if (strcmp(name, "dry-run") == 0) {
		o->dry = 1;
	} else if (strcmp(name, "diff") == 0) {
		o->diff = 1;
	} else if (strcmp(name, "log") == 0) {
		o->log = value;
	} else if (strcmp(name, "confidence") == 0) {
		o->confidence = count(name, value, 0, 100);
	} else if (strcmp(name, "output") == 0) {
		o->output = value;
	} else if (strcmp(name, "in-place") == 0) {
		o->in_place = 1;
		o->suffix = value;
	} else if (strcmp(name, "null") == 0) {
		o->null = 1;
	} else if (strcmp(name, "jsonl") == 0) {
		o->jsonl = value == NULL ? "text" : value;
	} else if (strcmp(name, "on-error") == 0) {
		o->on_error = how(value);
	} else if (strcmp(name, "rejected") == 0) {
		o->rejected = value;
	} else if (strcmp(name, "jobs") == 0) {
		o->jobs = count(name, value, 1, 256);
	} else if (strcmp(name, "lang") == 0) {
		o->settings.lang = language(value);
	} else if (strcmp(name, "dictionaries") == 0) {
		o->settings.dictionaries = folder(value);
	} else if (strcmp(name, "rules") == 0) {
		p->rules = 1;
	} else if (strcmp(name, "disable") == 0) {
		disable(p, value);
	} else if (strcmp(name, "stats") == 0) {
		o->stats = 1;
	} else if (strcmp(name, "progress") == 0) {
		o->progress = 1;
	} else if (strcmp(name, "quiet") == 0) {
		o->quiet = 1;
	}
}

static void
setting(struct parser *p, const char *name, const char *value)
{
	p->set = mem_room(p->set, p->nset, &p->set_cap, sizeof(*p->set));
	p->set[p->nset++] =
	    (struct setting){ name, value == NULL ? "" : value };
}

/* A size with its unit is an option of the summarizer's. */
static void
summary(struct parser *p, const char *value)
{
	static const char *const units[] = { "w", "words", "s", "sentences",
		"%", "share" };
	char *number = p->o->summary;
	size_t n = strlen(value), i;

	for (i = 0; i < NELEM(units); i += 2)
		if (n > 1 && n <= sizeof(p->o->summary) &&
		    value[n - 1] == *units[i])
			break;
	if (i == NELEM(units))
		die("--summary: %s: not a size like 100w, 5s or 20%%", value);
	memcpy(number, value, n - 1);
	number[n - 1] = '\0';
	setting(p, units[i + 1], number);
}

static void
set_own(struct parser *p, const char *name, const char *value)
{
	if (p->n > 1 && strcmp(name, "filters") == 0)
		p->only = value;
	else if (p->n > 1 && strcmp(name, "skip") == 0)
		p->skip = value;
	else if (p->n > 1 && strcmp(name, "summary") == 0)
		summary(p, value);
	else
		setting(p, name, value);
}

/* Is name among the names with commas between them? */
static int
listed(const char *names, const char *name)
{
	struct str all = str_from(names);
	size_t a, b;

	for (a = 0; a <= all.n; a = b + 1) {
		b = str_chr(all, a, ',');
		if (str_eq(str_cut(all, a, b), str_from(name)))
			return 1;
	}
	return 0;
}

static void
check_names(const struct parser *p, const char *option, const char *names)
{
	struct str all = str_from(names == NULL ? "" : names);
	size_t a, b, i;

	for (a = 0; a < all.n; a = b + 1) {
		b = str_chr(all, a, ',');
		for (i = 0; i < p->n; i++)
			if (str_eq(
			        str_cut(all, a, b), str_from(p->all[i]->name)))
				break;
		if (i == p->n)
			die("--%s: %.*s: no such filter", option, (int)(b - a),
			    all.p + a);
	}
}

static int
asked_for(const struct parser *p, const struct filter *f)
{
	size_t i, k;

	for (i = 0; i < p->nset; i++)
		for (k = 0; k < f->noptions; k++)
			if (strcmp(p->set[i].name, f->options[k].name) == 0)
				return 1;
	return 0;
}

static void
choose_filters(struct parser *p)
{
	struct options *o = p->o;
	const struct filter *f;
	size_t i;

	check_names(p, "filters", p->only);
	check_names(p, "skip", p->skip);
	o->filters = mem_new(p->n, sizeof(*o->filters));
	for (i = 0; i < p->n; i++) {
		f = p->all[i];
		if (p->n > 1) {
			if (p->only != NULL && !listed(p->only, f->name) &&
			    !(f->asked && asked_for(p, f)))
				continue;
			if (p->only == NULL && f->asked && !asked_for(p, f))
				continue;
			if (p->skip != NULL && listed(p->skip, f->name))
				continue;
		}
		o->filters[o->nfilters++] = f;
	}
}

static void
check_disabled(const struct parser *p)
{
	const struct filter *f;
	const char *rule;
	size_t i, k, j;
	int known;

	for (i = 0; i < p->o->ndisabled; i++) {
		rule = p->o->disabled[i];
		known = 0;
		for (k = 0; k < p->n; k++) {
			f = p->all[k];
			for (j = 0; j < f->nrules; j++)
				known |= filter_rule_named(f, j, rule);
		}
		if (!known)
			die("--disable: %s: no such rule", rule);
	}
}

static void
check(const struct options *o)
{
	size_t i;

	if (o->null && o->jsonl != NULL)
		die("--null, --jsonl: one of them, please");
	if (o->in_place && o->output != NULL)
		die("--in-place, --output: one of them, please");
	if (o->in_place)
		for (i = 0; i < o->nfiles; i++)
			if (strcmp(o->files[i], "-") == 0)
				die("--in-place: files, please");
	if (o->rejected != NULL && o->jsonl == NULL)
		die("--rejected: only with --jsonl");
	if (o->log != NULL && strcmp(o->log, "-") == 0 && !o->dry &&
	    o->output == NULL && !o->in_place)
		die("--log: -: the text goes there");
}

static void
add_long(struct option *longs, char *shorts, const struct filter_option *o,
    int value)
{
	static const int takes[] = { no_argument, required_argument,
		optional_argument };
	size_t n;

	*longs = (struct option){ o->name,
		takes[o->arg == NULL ? 0
		      : optional(o)  ? 2
		                     : 1],
		NULL, value };
	if (o->letter == 0)
		return;
	n = strlen(shorts);
	shorts[n++] = (char)o->letter;
	if (o->arg != NULL)
		shorts[n++] = ':';
	if (optional(o))
		shorts[n++] = ':';
	shorts[n] = '\0';
}

static int
parse(struct parser *p, int argc, char **argv)
{
	struct option longs[NELEM(common) + OWN_MAX + 1];
	char shorts[4 * (NELEM(common) + OWN_MAX)] = "";
	size_t i, n = 0;
	int c, at;

	memset(longs, 0, sizeof(longs));
	for (i = 0; i < NELEM(common); i++)
		add_long(&longs[n++], shorts, &common[i], COMMON + (int)i);
	for (i = 0; i < p->nown; i++)
		add_long(&longs[n++], shorts, p->own[i], OWN + (int)i);
	opterr = 1;
	optind = 0;
	while ((c = getopt_long(argc, argv, shorts, longs, &at)) != -1) {
		if (c == '?')
			exit(EXIT_TROUBLE);
		if (c >= OWN) {
			set_own(p, p->own[c - OWN]->name, optarg);
			continue;
		}
		for (i = 0; c < COMMON && i < p->nown; i++)
			if (p->own[i]->letter == c)
				break;
		if (c < COMMON && i < p->nown) {
			set_own(p, p->own[i]->name, optarg);
			continue;
		}
		for (i = 0; i < NELEM(common); i++)
			if (common[i].letter == c || COMMON + (int)i == c)
				set_common(p, common[i].name, optarg);
	}
	return optind;
}

void
options_parse(struct options *o, const struct filter *const *all, size_t n,
    int argc, char **argv)
{
	static char *standard[] = { "-" };
	struct parser p = { .o = o, .all = all, .n = n };
	int at;

	*o = (struct options){ .settings = { .lang = "en" },
		.confidence = CHAIN_CONFIDENCE,
		.jobs = 1 };
	gather(&p);
	at = parse(&p, argc, argv);
	o->files = at < argc ? argv + at : standard;
	o->nfiles = at < argc ? (size_t)(argc - at) : NELEM(standard);
	choose_filters(&p);
	check_disabled(&p);
	check(o);
	o->settings.v = p.set;
	o->settings.n = p.nset;
	if (p.rules)
		rules(o);
}

void
options_free(struct options *o)
{
	free(o->filters);
	free(o->disabled);
	free((void *)(uintptr_t)o->settings.v);
}
