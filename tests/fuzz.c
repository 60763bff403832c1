/*
 * fuzz - libFuzzer on one filter: any bytes keep the laws
 *
 * Compiled once for each filter, with -DFILTER=NAME_filter.
 */
#include <stdio.h>
#include <stdlib.h>

#include "laws.h"

extern const struct filter FILTER;

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static const struct settings set = { .lang = "en" };
	static void *tables;
	const char *why;

	if (tables == NULL && FILTER.open != NULL)
		tables = FILTER.open(&set);
	why = laws(&FILTER, tables, str_of(n == 0 ? "" : (const char *)p, n));
	if (why != NULL) {
		fprintf(stderr, "%s: %s\n", FILTER.name, why);
		abort();
	}
	return 0;
}
