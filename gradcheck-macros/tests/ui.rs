//! A wrong use of the attribute is an error at the exact token, which says what to write instead.

#[test]
fn compile_errors_say_what_to_write() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
