/* What a test says: the Test Anything Protocol, which prove(1) reads. */
#ifndef TAP_H
#define TAP_H

void tap(int good, const char *, ...) __attribute__((format(printf, 2, 3)));
int tap_done(void); /* prints the plan; the exit status */

#endif
