//! Where a failing check says that it is: at the function's name, in the panic and in the report alike.

use crate::scratch;

const DEPENDENCIES: &str = "[dev-dependencies]\ngrad-check = { path = 'PATH' }";
const SOURCE: &str = include_str!("place/lib.rs");

#[test]
fn the_panic_and_the_report_point_at_the_name_of_the_function() {
    let package = scratch::package("place", DEPENDENCIES, SOURCE);
    let output = scratch::cargo(&package, &["test", "--quiet"]);
    let printed = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    let mut seen = 0;
    for (at, line) in SOURCE.lines().enumerate() {
        let Some((before, name)) = line.split_once("/*here*/") else {
            continue;
        };
        let name: String = name.chars().take_while(|&c| is_of_name(c)).collect();
        let (row, column) = (at + 1, before.len() + "/*here*/".len() + 1);
        let panicked = format!("panicked at src/lib.rs:{row}:{column}:\n");
        let mut told = printed.split("\nthread '").skip(1);
        let told = told.find(|told| told.contains(&panicked));
        let told = told.unwrap_or_else(|| panic!("{name}: no {panicked}in {printed}{errors}"));
        let of_report = format!("\n  at src/lib.rs:{row}\n");
        assert!(told.contains(&of_report), "{name}: {told}");
        seen += 1;
    }
    assert_eq!(seen, 9);
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
