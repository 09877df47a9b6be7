/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/text.h"

#include "../check.h"

static void test_what_does_not_fit_is_refused_not_cut(void)
{
    char four[5] = "old";

    CHECK(STR_COPY(four, "1234") == OK);
    CHECK_STR(four, "1234");
    CHECK(STR_COPY(four, "12345") == ERR_INPUT);
    CHECK_STR(four, "");
    CHECK(str_copy_len(four, sizeof four, "1234567", 4) == OK);
    CHECK_STR(four, "1234");
    CHECK(str_copy_len(four, sizeof four, "1\0002", 3) == ERR_INPUT);
    CHECK_STR(four, "");
}

/* From the tables of the Unicode standard, 3.9: well-formed and ill-formed sequences. */
static const struct {
    const char *s;
    bool valid;
} sequences[] = {
    { "", true },
    { "plain", true },
    { "\xc3\xa9", true },         /* é */
    { "\xe2\x82\xac", true },     /* € */
    { "\xf0\x9f\x92\x9b", true }, /* a heart */
    { "\xf4\x8f\xbf\xbf", true }, /* U+10FFFF */
    { "\xed\x9f\xbf", true },     /* U+D7FF */
    { "\xee\x80\x80", true },     /* U+E000 */
    { "\x80", false },            /* a tail alone */
    { "\xc3", false },            /* a head alone */
    { "\xc0\xaf", false },        /* overlong */
    { "\xc1\xbf", false },
    { "\xe0\x9f\xbf", false },
    { "\xf0\x8f\xbf\xbf", false },
    { "\xed\xa0\x80", false }, /* a surrogate */
    { "\xed\xbf\xbf", false },
    { "\xf4\x90\x80\x80", false }, /* above U+10FFFF */
    { "\xf5\x80\x80\x80", false },
    { "\xe2\x82", false }, /* cut off */
    { "\xf0\x9f\x92", false },
    { "a\xff", false },
};

static void test_utf8_is_told_from_what_only_looks_like_it(void)
{
    for (size_t i = 0; i < sizeof sequences / sizeof sequences[0]; i++)
        CHECK_CASE(utf8_is_valid(sequences[i].s, strlen(sequences[i].s)) == sequences[i].valid,
                   sequences[i].s);
}

static void test_code_points_are_read_one_by_one(void)
{
    const char *s = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x92\x9b";
    size_t at = 0;

    CHECK(utf8_next(s, &at) == 'a' && at == 1);
    CHECK(utf8_next(s, &at) == 0xe9 && at == 3);
    CHECK(utf8_next(s, &at) == 0x20ac && at == 6);
    CHECK(utf8_next(s, &at) == 0x1f49b && at == 10);
}

static const struct {
    const char *s;
    bool valid;
} phones[] = {
    { "+16175550100", true },
    { "+123", true },
    { "+123456789012345", true },
    { "988", true },
    { "741741", true },
    { "12345678", true },
    { "", false },
    { "+", false },
    { "+12", false },
    { "12", false },
    { "+1234567890123456", false },
    { "123456789", false },
    { "+1 617 555", false },
    { "+1617-555", false },
    { "1+617", false },
    { "Twilio", false },
};

static void test_a_phone_number_is_e164_or_a_short_code(void)
{
    for (size_t i = 0; i < sizeof phones / sizeof phones[0]; i++)
        CHECK_CASE(phone_is_valid(phones[i].s) == phones[i].valid, phones[i].s);
}

static void test_a_growing_string_stops_at_its_end_and_says_so(void)
{
    char buffer[8];
    struct str str;

    str_init(&str, buffer, sizeof buffer);
    str_add(&str, "one");
    str_addf(&str, "%d", 23);
    CHECK_STR(buffer, "one23");
    CHECK(str.len == 5 && !str.cut);
    str_addf(&str, "%s", "too much");
    CHECK_STR(buffer, "one23");
    CHECK(str.len == 5 && str.cut);
    str_add(&str, "4"); /* would fit, but the hole before it would not be seen */
    CHECK_STR(buffer, "one23");
}

static void test_a_number_is_written_as_printf_does(void)
{
    static const int64_t numbers[] = { 0, 7, 10, -1, 1234567890, INT64_MAX, INT64_MIN };
    char written[24], printed[24];
    struct str str;

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        str_init(&str, written, sizeof written);
        str_add_number(&str, numbers[i]);
        snprintf(printed, sizeof printed, "%lld", (long long)numbers[i]);
        CHECK_STR(written, printed);
    }
}

static const struct {
    const char *s;
    bool valid;
    int64_t number;
} numbers[] = {
    { "0", true, 0 },    { "42", true, 42 },
    { "-5", true, -5 },  { "100", true, 100 },
    { "101", false, 0 }, { "-6", false, 0 },
    { "", false, 0 },    { " 4", false, 0 },
    { "4 ", false, 0 },  { "+4", false, 0 },
    { "0x4", false, 0 }, { "4.0", false, 0 },
    { "-", false, 0 },   { "99999999999999999999", false, 0 },
};

static void test_only_whole_decimal_numbers_within_bounds_are_numbers(void)
{
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        int64_t number = 0;
        bool valid = number_parse(numbers[i].s, -5, 100, &number) == OK;

        CHECK_CASE(valid == numbers[i].valid && number == numbers[i].number, numbers[i].s);
    }
}

static void test_hex_is_written_in_lower_case(void)
{
    const uint8_t bytes[] = { 0x00, 0x0f, 0xa5, 0xff };
    char hex[9];

    hex_write(hex, bytes, sizeof bytes);
    CHECK_STR(hex, "000fa5ff");
}

int main(void)
{
    test_what_does_not_fit_is_refused_not_cut();
    test_utf8_is_told_from_what_only_looks_like_it();
    test_code_points_are_read_one_by_one();
    test_a_phone_number_is_e164_or_a_short_code();
    test_a_growing_string_stops_at_its_end_and_says_so();
    test_a_number_is_written_as_printf_does();
    test_only_whole_decimal_numbers_within_bounds_are_numbers();
    test_hex_is_written_in_lower_case();
    return check_end();
}
