//! What cargo has to be told to run the tests of the crate that is compiled now.

use std::env;
use std::path::Path;

/// `-p net --lib --features fast `: package, target, and the features that aren't there by default; empty where cargo doesn't
/// compile.
pub(crate) fn flags() -> String {
    let arguments: Vec<String> = env::args().collect();
    flags_of(|name| env::var(name).ok(), &arguments)
}

/// The same of these variables and of the compiler's arguments.
fn flags_of(variable: impl Fn(&str) -> Option<String>, arguments: &[String]) -> String {
    let (Some(package), Some(krate)) = (variable("CARGO_PKG_NAME"), variable("CARGO_CRATE_NAME"))
    else {
        return String::new();
    };
    let root = arguments
        .iter()
        .find(|argument| Path::new(argument).extension().is_some_and(|e| e == "rs"));
    let root = root.map_or("", String::as_str);
    let is_in = |folder: &str| Path::new(root).iter().any(|part| part == folder);
    let name = target_name(root, &krate);
    let target = if variable("CARGO_TARGET_TMPDIR").is_some() {
        let flag = if is_in("benches") { "bench" } else { "test" };
        format!("--{flag} {name}")
    } else if let Some(binary) = variable("CARGO_BIN_NAME") {
        let flag = if is_in("examples") { "example" } else { "bin" };
        format!("--{flag} {binary}")
    } else {
        "--lib".to_owned()
    };
    format!("-p {package} {target} {}", features(arguments))
}

/// The name of a target as cargo knows it: that of its file or folder, where only its dashes differ.
fn target_name(root: &str, krate: &str) -> String {
    let path = Path::new(root);
    let stem = path.file_stem();
    let folder = path.parent().and_then(Path::file_name);
    let names = [stem, folder].into_iter().flatten();
    let mut names = names.map(|name| name.to_string_lossy().into_owned());
    names
        .find(|name| name.replace('-', "_") == krate)
        .unwrap_or_else(|| krate.to_owned())
}

/// `--features fast,safe `, as the compiler's arguments tell them.
fn features(arguments: &[String]) -> String {
    let features = arguments.iter().filter_map(|argument| {
        let value = argument.strip_prefix("feature=\"")?;
        value.strip_suffix('"')
    });
    let features: Vec<&str> = features.collect();
    let declares_default = arguments.iter().any(|argument| {
        argument.starts_with("cfg(feature, values(") && argument.contains("\"default\"")
    });
    let has_default = features.contains(&"default");
    let others: Vec<&str> = features
        .into_iter()
        .filter(|name| *name != "default")
        .collect();
    let without_default = if declares_default && !has_default {
        "--no-default-features "
    } else {
        ""
    };
    match others.as_slice() {
        [] => without_default.to_owned(),
        others => format!("{without_default}--features {} ", others.join(",")),
    }
}

#[cfg(test)]
mod tests {
    use super::flags_of;

    fn flags(variables: &[(&str, &str)], arguments: &[&str]) -> String {
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let arguments: Vec<String> = arguments.iter().map(|&a| a.to_owned()).collect();
        flags_of(variable, &arguments)
    }

    #[test]
    fn package_target_and_features_are_named() {
        let library = [("CARGO_PKG_NAME", "my-net"), ("CARGO_CRATE_NAME", "my_net")];
        assert_eq!(
            flags(&library, &["rustc", "src/lib.rs"]),
            "-p my-net --lib "
        );
        let test = [
            ("CARGO_PKG_NAME", "my-net"),
            ("CARGO_CRATE_NAME", "all_layers"),
            ("CARGO_TARGET_TMPDIR", "target/tmp"),
        ];
        let of_file = flags(&test, &["rustc", "net/tests/all-layers.rs"]);
        assert_eq!(of_file, "-p my-net --test all-layers ");
        let of_folder = flags(&test, &["rustc", "tests/all_layers/main.rs"]);
        assert_eq!(of_folder, "-p my-net --test all_layers ");
        let binary = [
            ("CARGO_PKG_NAME", "my-net"),
            ("CARGO_CRATE_NAME", "train"),
            ("CARGO_BIN_NAME", "train"),
        ];
        let declared = "cfg(feature, values(\"default\", \"fast\", \"safe\"))";
        let of_main = |features: &[&str]| {
            let given = ["rustc", "src/main.rs", "--cfg", "--check-cfg", declared];
            flags(&binary, &[&given[..], features].concat())
        };
        assert_eq!(of_main(&["feature=\"default\""]), "-p my-net --bin train ");
        assert_eq!(
            of_main(&["feature=\"fast\"", "--cfg", "feature=\"safe\""]),
            "-p my-net --bin train --no-default-features --features fast,safe "
        );
        assert_eq!(flags(&[], &["rustc", "lib.rs"]), "");
    }
}
