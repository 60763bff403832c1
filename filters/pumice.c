/*
 * pumice - clean text with a chain of filters, in one process
 *
 * "pumice NAME" is one filter of it, or runs the program pumice-NAME that
 * lies beside this one.
 */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "die.h"
#include "front.h"

#define F(name) extern const struct filter name##_filter;
#include "filters.h"
#undef F

static const struct filter *const filters[] = {
#define F(name) &name##_filter,
#include "filters.h"
#undef F
};

/* The program pumice-NAME beside this one takes over, if there is one. */
static void
become(const char *name, char **argv)
{
	struct buf path = { 0 };
	char self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self));

	while (n > 0 && self[n - 1] != '/')
		n--;
	if (n <= 0 || strchr(name, '/') != NULL)
		return;
	buf_put(&path, str_of(self, (size_t)n));
	buf_printf(&path, "pumice-%s", name);
	execv(buf_cstr(&path), argv);
	if (errno != ENOENT)
		die_errno("%s", path.p);
	buf_free(&path);
}

int
main(int argc, char **argv)
{
	static char name[64];
	size_t i;

	if (argc > 1 && argv[1][0] != '-') {
		for (i = 0; i < NELEM(filters); i++) {
			if (strcmp(argv[1], filters[i]->name) != 0)
				continue;
			snprintf(name, sizeof(name), "pumice %s", argv[1]);
			argv[1] = name;
			return front_main(&filters[i], 1, argc - 1, argv + 1);
		}
		if (access(argv[1], F_OK) != 0)
			become(argv[1], argv + 1);
	}
	return front_main(filters, NELEM(filters), argc, argv);
}
