/* SPDX-License-Identifier: MIT */
/* The child of the measurements: what is measured is its start and its end. */

int main(void)
{
    return 0;
}
