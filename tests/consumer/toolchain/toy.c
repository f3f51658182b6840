/* SPDX-License-Identifier: MIT */
void greet(const char *name, long long number);

int main(void)
{
    greet("toy", 1000000000000LL);
    return 0;
}
