/* The main of every filter: the program pumice-NAME is the chain of one. */
#include "front.h"

extern const struct filter FILTER;

int
main(int argc, char **argv)
{
	static const struct filter *const only[] = { &FILTER };

	return front_main(only, 1, argc, argv);
}
