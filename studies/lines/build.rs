//! Makes the corpus: each function of the folders below as it stands, and once for each mistake that is marked.
//!
//! A line `let dz = &a - y; //~ let dz = y - &a; //~ let dz = &z - y;` stands for two mistakes: that line alone is
//! replaced, its indentation kept. Written to `OUT_DIR`:
//!
//! - `corpus/dense_0.rs`, the right function, and `corpus/dense_7.rs`, its seventh mistake, without marks and with every
//!   line where it is in the source;
//! - `corpus.rs`, which declares them as modules;
//! - `truth.tsv`: folder, function, number of the mistake, its line, its text.
//!
//! With `LINES` set, the option `lines` is added to each attribute; with `CORPUS=in_sight,third` those folders alone are
//! made, and with `SAMPLE=3` each third mistake.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

const FOLDERS: [&str; 11] = [
    "in_sight",
    "held_out",
    "first_contact",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
];
const MARK: &str = "//~";
const ATTRIBUTE: &str = "#[grad_check(";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-env-changed=LINES");
    println!("cargo:rerun-if-env-changed=CORPUS");
    println!("cargo:rerun-if-env-changed=SAMPLE");
    let only = env::var("CORPUS").ok();
    let sample: usize = env::var("SAMPLE").map_or(Ok(1), |sample| sample.parse())?;
    println!("cargo:rerun-if-changed=build.rs");
    let with_lines = env::var_os("LINES").is_some();
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let corpus = out.join("corpus");
    if corpus.exists() {
        fs::remove_dir_all(&corpus)?;
    }
    fs::create_dir_all(&corpus)?;

    let (mut modules, mut truth) = (String::new(), String::new());
    for folder in FOLDERS.into_iter().filter(|folder| {
        only.as_deref()
            .is_none_or(|only| only.split(',').any(|only| only == *folder))
    }) {
        println!("cargo:rerun-if-changed={folder}");
        for path in sources(Path::new(folder))? {
            let function = path
                .file_stem()
                .and_then(|s| s.to_str())
                .ok_or("a file without a name")?;
            let source = fs::read_to_string(&path)?;
            let (right, mistakes) = read(&source);
            for (number, mistake) in [None]
                .into_iter()
                .chain(mistakes.iter().map(Some))
                .enumerate()
                .filter(|(number, _)| number % sample.max(1) == 0)
            {
                let mut lines: Vec<&str> = right.iter().map(String::as_str).collect();
                if let Some(mistake) = mistake {
                    lines[mistake.line - 1] = &mistake.text;
                    writeln!(
                        truth,
                        "{folder}\t{function}\t{number}\t{}\t{}",
                        mistake.line,
                        mistake.text.trim()
                    )?;
                }
                let mut text = lines.join("\n") + "\n";
                if with_lines {
                    text = add_option(&text)
                        .ok_or_else(|| format!("{}: no {ATTRIBUTE}..)]", path.display()))?;
                }
                let file = corpus.join(format!("{function}_{number}.rs"));
                fs::write(&file, text)?;
                let path = file.to_string_lossy();
                writeln!(modules, "#[path = {path:?}]\nmod {function}_{number};")?;
            }
        }
    }
    fs::write(out.join("corpus.rs"), modules)?;
    fs::write(out.join("truth.tsv"), truth)?;
    println!(
        "cargo:rustc-env=LINES_TRUTH={}",
        out.join("truth.tsv").display()
    );
    Ok(())
}

/// The Rust files of a folder, in order.
fn sources(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// A line that is written in place of the right one.
struct Mistake {
    line: usize,
    text: String,
}

/// The lines without their marks, and the mistakes that these stand for.
fn read(source: &str) -> (Vec<String>, Vec<Mistake>) {
    let (mut right, mut mistakes) = (Vec::new(), Vec::new());
    for (line, text) in (1..).zip(source.lines()) {
        let mut parts = text.split(MARK);
        let code = parts.next().unwrap_or_default().trim_end();
        let indentation = &code[..code.len() - code.trim_start().len()];
        mistakes.extend(parts.map(|part| Mistake {
            line,
            text: format!("{indentation}{}", part.trim()),
        }));
        right.push(code.to_owned());
    }
    (right, mistakes)
}

/// The source with `lines` as the last option of its attribute.
fn add_option(source: &str) -> Option<String> {
    let start = source.find(ATTRIBUTE)? + ATTRIBUTE.len();
    let mut depth = 1;
    for (at, character) in source[start..].char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let (before, after) = source.split_at(start + at);
            let comma = if before.trim_end().ends_with([',', '(']) {
                ""
            } else {
                ", "
            };
            return Some(format!("{before}{comma}lines{after}"));
        }
    }
    None
}
