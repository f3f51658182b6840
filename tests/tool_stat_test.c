/* SPDX-License-Identifier: MIT */
/* ambos stat, access, chmod and touch, run as a user runs them. */
#include <stdio.h>
#include <string.h>

#include "tool.h"

static const char *letter(void)
{
    const char *path = test_path("letter");

    test_write_file(path, "seven .", 7);
    return path;
}

TEST(stat_says_what_a_file_is)
{
    const char *path = letter();

    TOOL(0, "type: file\nsize: 7\n", "", "stat", path);
    TOOL(0, "type: directory", "", "stat", test_dir());
    TOOL(1, "", "no such file or directory (ENOENT)", "stat", test_path("missing"));
    TOOL(1, "", "not a directory (ENOTDIR)", "stat", test_path("letter/x"));
    TOOL(2, "", "ambos stat: an operand is missing", "stat");
}

TEST(stat_goes_on_behind_what_is_missing)
{
    TOOL(1, "size: 7", "ambos: stat '", "stat", test_path("missing"), letter());
}

TEST(stat_by_a_format)
{
    const char *path = letter(), *said;

    TOOL(0, "", "", "touch", "-d", "@981173106.5", path);
    said = TOOL_OUTPUT("stat", "-c", "%F %s %h %Y %X 100%%", path);
    CHECK_STR(said, "file 7 1 981173106 981173106 100%\n");
    CHECK(strstr(TOOL_OUTPUT("stat", "--format=%n", path), path));
    TOOL(2, "", "a directive of '%q' is not known", "stat", "-c", "%q", path);
    TOOL(2, "", "a directive of '100%' is not known", "stat", "-c", "100%", path);
}

/* The same keys on both systems, and what the library says behind them. */
TEST(stat_as_json)
{
    static const char *const keys[] = { "path",
                                        "\"type\":\"file\"",
                                        "\"size\":7",
                                        "mode",
                                        "nlink",
                                        "uid",
                                        "gid",
                                        "\"device\":\"",
                                        "\"id\":\"",
                                        "atime_ns",
                                        "ctime_ns",
                                        "birthtime_ns",
                                        "\"target\":null",
                                        "\"reparse_tag\":null" };
    const char *path = letter(), *said;
    size_t i;

    TOOL(0, "", "", "touch", "-d", "2001-02-03T04:05:06.5Z", path);
    said = TOOL_OUTPUT("stat", "--json", path);
    CHECK(strstr(said, "\"mtime_ns\":\"981173106500000000\""));
    for (i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (!strstr(said, keys[i]))
            FAIL("no %s in %s", keys[i], said);
    CHECK_STR(said + strlen(said) - 2, "}\n");
    CHECK_STR(strchr(said, '\n'), "\n");
}

TEST(stat_of_times_before_1970)
{
    const char *path = letter();

    TOOL(0, "", "", "touch", "-d", "1969-12-31T23:59:58.5Z", path);
    TOOL(0, "modified: 1969-12-31T23:59:58.500000000Z", "", "stat", path);
    TOOL(0, "\"mtime_ns\":\"-1500000000\"", "", "stat", "--json", path);
    TOOL(0, "", "", "touch", "-d", "@-1.5", path);
    TOOL(0, "\"mtime_ns\":\"-1500000000\"", "", "stat", "--json", path);
}

TEST(stat_of_a_link)
{
    const char *path = test_path("link");

    letter();
    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    CHECK_OK(ambos_symlink("letter", path, 0));
    TOOL(0, "type: symlink", "", "stat", path);
    TOOL(0, "target: letter\n", "", "stat", path);
    TOOL(0, "\"target\":\"letter\"", "", "stat", "--json", path);
    TOOL(0, "type: file", "", "stat", "-L", path);
}

/* Letters that no code page of the machine need have; and a name that is no text, where there can be one. */
TEST(names_of_every_kind)
{
    const char *path = test_path("\xce\xb1 \xe6\x97\xa5 \xf0\x9f\x98\x80"), *odd = test_path("odd \xff");

    test_write_file(path, "", 0);
    TOOL(0, "\xe6\x97\xa5 \xf0\x9f\x98\x80\"", "", "stat", "--json", path);
    if (!test_is_windows()) {
        test_write_file(odd, "", 0);
        TOOL(0, "{\"path_base64\":\"", "", "stat", "--json", odd);
    }
}

/* ---- access ---- */

TEST(access_asks)
{
    const char *path = letter();

    TOOL(0, "", "", "access", path);
    TOOL(0, "", "", "access", "-rw", path, test_dir());
    TOOL(1, "", "no such file or directory (ENOENT)", "access", path, test_path("missing"));
    TOOL(1, "", "", "access", "-q", test_path("missing"));
    TOOL(0, "\"exists\":true,\"read\":true,\"write\":true", "", "access", "--json", path);
    TOOL(1, "\"exists\":false,\"read\":false,\"write\":false,\"execute\":false", "", "access", "--json",
         test_path("missing"));
    TOOL(0, "", "", "access", "-x", test_dir());
}

TEST(access_tells_the_truth_of_read_only_files)
{
    const char *path = letter();

    if (!test_is_windows() && !test_drop_root())
        SKIP("root may write everything");
    if (test_is_windows())
        TOOL(0, "", "", "chmod", "444", path);
    else
        path = "/etc/passwd";
    TOOL(1, "", "permission denied (EACCES)", "access", "-w", path);
    TOOL(0, "", "", "access", "-r", path);
}

/* ---- chmod ---- */

static void check_mode(const char *path, unsigned wanted)
{
    if (test_is_windows())
        wanted = wanted & 0200 ? 0666 : 0444;
    CHECK_INT(test_mode(path), wanted);
}

TEST(chmod_by_numbers_and_words)
{
    static const struct {
        const char *mode;
        unsigned from, to;
    } rows[] = {
        { "600", 0644, 0600 },     { "0444", 0644, 0444 },     { "u-w", 0644, 0444 },     { "go=", 0644, 0600 },
        { "a=r,u+w", 0700, 0644 }, { "g=u,o=g", 0640, 0666 },  { "u+x,g-r", 0644, 0704 }, { "a+X", 0644, 0644 },
        { "a+X", 0744, 0755 },     { "u=rwx,go=rx", 0, 0755 }, { "+r", 0200, 0644 },      { "-w", 0666, 0466 },
        { "u=g-w+x", 0060, 0560 }, { "=", 0755, 0000 },        { "u+s", 0755, 04755 },    { "+t", 0755, 01755 },
        { "a=rx", 04755, 0555 },   { "o+w,o-r", 0644, 0642 },
    };
    const char *path = letter();
    size_t i;

    (void)test_umask(022);
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK_OK(ambos_chmod(path, rows[i].from, 0));
        TOOL(0, "", "", "chmod", "--", rows[i].mode, path);
        check_mode(path, rows[i].to);
    }
}

TEST(chmod_refuses_what_is_no_mode)
{
    static const char *const modes[] = { "", "8", "77777", "u", "rw", "u+rw,", "u+q", "z=r", "0x1", "u+r g+w" };
    const char *path = letter();
    size_t i;

    for (i = 0; i < sizeof modes / sizeof modes[0]; i++)
        TOOL(2, "", "is no mode", "chmod", modes[i], path);
    TOOL(1, "", "no such file or directory (ENOENT)", "chmod", "600", test_path("missing"));
    TOOL(2, "", "an operand is missing behind '600'", "chmod", "600");
}

TEST(chmod_of_a_tree)
{
    test_make_dir(test_path("tree"));
    test_make_dir(test_path("tree/sub"));
    test_write_file(test_path("tree/sub/file"), "", 0);
    TOOL(0, "", "", "chmod", "-R", "u=rX,go=", test_path("tree"));
    check_mode(test_path("tree/sub/file"), 0400);
    if (!test_is_windows())
        check_mode(test_path("tree/sub"), 0500);
    TOOL(0, "", "", "chmod", "-R", "u+w", test_path("tree"));
    check_mode(test_path("tree/sub/file"), 0600);
}

TEST(chmod_of_a_tree_leaves_links_and_what_they_lead_to)
{
    const char *outside = letter();

    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    CHECK_OK(ambos_chmod(outside, 0644, 0));
    test_make_dir(test_path("tree"));
    CHECK_OK(ambos_symlink("../letter", test_path("tree/link"), 0));
    TOOL(0, "", "", "chmod", "-R", "u=rwx,go=", test_path("tree"));
    check_mode(outside, 0644);
}

/* ---- touch ---- */

static int64_t modified_of(const char *path)
{
    ambos_file_info info;

    CHECK_OK(ambos_stat(path, &info));
    return info.modified.sec;
}

TEST(touch_makes_and_dates)
{
    const char *path = test_path("new"), *other = test_path("other");
    const ambos_time before = ambos_now();

    TOOL(0, "", "", "touch", path);
    CHECK(modified_of(path) >= before.sec - 1);
    TOOL(0, "", "", "touch", "-d", "2001-02-03 04:05:06+01:00", path);
    CHECK_INT(modified_of(path), 981169506);
    TOOL(0, "", "", "touch", "-r", path, other);
    CHECK_INT(modified_of(other), 981169506);
    TOOL(0, "", "", "touch", "-a", "-d", "@0", path);
    CHECK_INT(modified_of(path), 981169506);
    TOOL(0, "", "", "touch", "-m", "-d", "@7", path);
    CHECK_INT(modified_of(path), 7);
    TOOL(0, "", "", "touch", path);
    CHECK(modified_of(path) >= before.sec - 1);
}

TEST(touch_makes_nothing_where_it_should_not)
{
    TOOL(0, "", "", "touch", "-c", test_path("a"));
    TOOL(1, "", "no such file or directory (ENOENT)", "touch", "-h", test_path("a"));
    CHECK(!test_exists(test_path("a")));
    TOOL(1, "", "ambos: touch '", "touch", test_path("missing/a"));
    TOOL(0, "", "", "touch", test_dir());
}

TEST(touch_knows_what_is_a_time)
{
    static const char *const wrong[] = { "",
                                         "yesterday",
                                         "2001-02-29",
                                         "2001-13-01",
                                         "2001-1-1",
                                         "2001-02-03T",
                                         "2001-02-03T24:00",
                                         "2001-02-03T1:00",
                                         "@",
                                         "@1x",
                                         "@1.",
                                         "2001-02-03Z",
                                         "2001-02-03T04:05:60" };
    static const struct {
        const char *text;
        int64_t sec;
    } right[] = { { "2000-02-29", 951782400 },
                  { "2001-02-03T04:05Z", 981173100 },
                  { "2001-02-03 04:05:06-0130", 981178506 },
                  { "@1", 1 },
                  { "@1.999999999", 1 },
                  { "1970-01-01T00:00:00Z", 0 },
                  { "2038-01-19T03:14:08Z", 2147483648 } };
    const char *path = letter();
    size_t i;

    for (i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        TOOL(2, "", "is no time", "touch", "-d", wrong[i], path);
    for (i = 0; i < sizeof right / sizeof right[0]; i++) {
        TOOL(0, "", "", "touch", "-d", right[i].text, path);
        CHECK_INT(modified_of(path), right[i].sec);
    }
}
