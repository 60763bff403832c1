#include <getopt.h>
#include <stdlib.h>

#include "die.h"
#include "io.h"
#include "tool.h"

static void say(const char *) __attribute__((noreturn));

static void
say(const char *text)
{
	fputs(text, stdout);
	io_close(stdout, "standard output");
	exit(0);
}

void
tool_open(struct tool *t, int argc, char **argv)
{
	static const struct option longs[] = {
		{ "help", no_argument, NULL, 'h' },
		{ "in-place", no_argument, NULL, 'i' },
		{ "output", required_argument, NULL, 'o' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	die_name(t->name);
	t->output = t->clean = "-";
	while ((c = getopt_long(argc, argv, "hio:V", longs, NULL)) != -1) {
		if (c == 'h')
			say(t->usage);
		else if (c == 'V')
			say("pumice " VERSION "\n");
		else if (c == 'o')
			t->output = optarg;
		else if (c == 'i' && t->in_place)
			t->files = 1;
		else
			exit(EXIT_TROUBLE);
	}
	if (argc - optind < 1 || argc - optind > (t->files ? 1 : 2))
		die("a log and the clean text, please (see -h)");
	t->log = argv[optind];
	if (optind + 1 < argc)
		t->clean = argv[optind + 1];
	io_read(t->log, &t->log_text);
	log_open(&t->reader, io_name(t->log), buf_str(&t->log_text));
}

void
tool_close(struct tool *t)
{
	buf_free(&t->log_text);
}

FILE *
tool_output(const struct tool *t)
{
	return io_open(t->output, "w");
}

void
tool_written(const struct tool *t, FILE *f)
{
	io_close(
	    f, strcmp(t->output, "-") == 0 ? "standard output" : t->output);
}
