//! The road through the engine runs one way: `lib.rs` lists its rooms from the ground up, and each imports only
//! rooms that are listed above it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// A line of a room that names another one.
struct Import {
    place: String,
    room: String,
    from: String,
}

#[test]
fn each_room_imports_only_what_stands_below_it() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("gradcheck-core/src");
    let rooms = rooms(&fs::read_to_string(src.join("lib.rs")).expect("lib.rs"));
    let mut wrong = String::new();
    let imports = files(&src)
        .into_iter()
        .flat_map(|file| imports(&src, &file));
    for Import { place, room, from } in imports {
        let at = |name: &str| rooms.iter().position(|known| known == name);
        let why = match (at(&room), at(&from)) {
            (None, _) => format!("`{room}` is no room: name the room that it comes from"),
            (Some(to), Some(own)) if to > own => format!("`{from}` stands below `{room}`"),
            _ => continue,
        };
        writeln!(wrong, "{place}: {why}").expect("a string takes all");
    }
    assert!(rooms.len() > 10, "{rooms:?}");
    assert!(wrong.is_empty(), "imports that run up the road:\n{wrong}");
}

#[test]
fn an_import_that_runs_up_is_found_with_its_line() {
    let text = "//! crate::render\nuse crate::{\n    render::Table,\n    shape,\n};\nfn f() {\n    crate::check::run();\n}\n";
    let found: Vec<(usize, String)> = named_rooms(text);
    let expected = [(2, "render"), (2, "shape"), (7, "check")];
    assert_eq!(found, expected.map(|(line, room)| (line, room.to_owned())));
}

/// The rooms in the order of `lib.rs`.
fn rooms(lib: &str) -> Vec<String> {
    let module = |line: &str| {
        let name = line
            .strip_prefix("pub ")
            .unwrap_or(line)
            .strip_prefix("mod ")?;
        Some(name.trim_end_matches(';').to_owned())
    };
    lib.lines().filter_map(module).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the sources").flatten();
    let mut files: Vec<PathBuf> = entries
        .flat_map(|entry| match entry.path() {
            path if path.is_dir() => files(&path),
            path => vec![path],
        })
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .collect();
    files.sort();
    files
}

fn imports(src: &Path, file: &Path) -> Vec<Import> {
    let within = file.strip_prefix(src).expect("a file of the crate");
    let parts: Vec<String> = within
        .iter()
        .map(|part| part.to_string_lossy().trim_end_matches(".rs").to_owned())
        .collect();
    if parts == ["lib"] {
        return Vec::new();
    }
    let text = fs::read_to_string(file).expect("a source");
    // Where a room's own tests begin, they may drive whatever they like.
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or("");
    named_rooms(code)
        .into_iter()
        .map(|(line, room)| Import {
            place: format!("gradcheck-core/src/{}:{line}", within.display()),
            room,
            from: parts[0].clone(),
        })
        .collect()
}

/// What follows each `crate::`, with its line; of `crate::{a, b}` each.
fn named_rooms(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let without_comments: Vec<&str> = code
        .lines()
        .map(|line| line.split("//").next().unwrap_or(""))
        .collect();
    let code = without_comments.join("\n");
    for (at, path) in code.match_indices("crate::") {
        let before = code[..at].chars().last();
        if before.is_some_and(|c| c == '$' || c == '_' || c.is_alphanumeric()) {
            continue;
        }
        let line = 1 + code[..at].matches('\n').count();
        let rest = &code[at + path.len()..];
        match rest.strip_prefix('{') {
            Some(list) => found.extend(heads(list).into_iter().map(|head| (line, head))),
            None => found.push((line, first_name(rest))),
        }
    }
    found
}

/// The first name of each path in a list of imports.
fn heads(list: &str) -> Vec<String> {
    let (mut depth, mut heads, mut start) = (0usize, Vec::new(), 0);
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                heads.push(first_name(&list[start..at]));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                heads.push(first_name(&list[start..at]));
                start = at + 1;
            }
            _ => {}
        }
    }
    heads.retain(|head| !head.is_empty());
    heads
}

fn first_name(path: &str) -> String {
    let path = path.trim_start();
    path.chars()
        .take_while(|c| *c == '_' || c.is_alphanumeric())
        .collect()
}
