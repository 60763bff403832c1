#include "filter.h"

static const struct rule rules[] = {
	{ "none", "nothing", 99 },
};

static void
edit(const void *tables, struct str in, struct edits *out)
{
	(void)tables;
	(void)in;
	(void)out;
}

const struct filter extract_filter = {
	.name = "extract",
	.summary = "to be written",
	.rules = rules,
	.nrules = NELEM(rules),
	.edit = edit,
};
