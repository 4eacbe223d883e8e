//! Networks of a hundred to a million parameters, checked by us; `benches/peers/run` asks other systems'
//! gradient checkers about the same ones, see README.md here.
//!
//! `cargo bench --bench peers` prints our table. Behind `--`:
//!
//! - numbers choose the sizes;
//! - `--json` prints a line of JSON for every answer instead.
//!
//! Each case is a process of its own (`--child SIZE CASE`), so that its memory is its own, and that it can be
//! stopped when it takes as long as other systems are given.

mod answer;
mod memory;
mod problem;
mod table;

use problem::{Case, Problem, SIZES};
use serde_json::{Value, json};
use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// For a case, with what surrounds the check.
const LIMIT: Duration = Duration::from_secs(90);

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let numbers: Vec<usize> = arguments.iter().filter_map(|a| a.parse().ok()).collect();
    if arguments.first().is_some_and(|first| first == "--child") {
        println!("{}", answer::answer(numbers[0], Case::ALL[numbers[1]]));
        return;
    }
    let is_json = arguments.iter().any(|argument| argument == "--json");
    let sizes = if numbers.is_empty() {
        SIZES.to_vec()
    } else {
        numbers
    };
    if !is_json {
        println!("{}", table::HEAD);
    }
    for size in sizes {
        for case in 0..Case::ALL.len() {
            let answer = in_a_child(size, case);
            let line = if is_json {
                answer.to_string()
            } else {
                table::row(&answer)
            };
            println!("{line}");
        }
    }
}

fn in_a_child(size: usize, case: usize) -> Value {
    let program = std::env::current_exe().expect("a program has a place");
    let mut child = Command::new(program)
        .args(["--child", &size.to_string(), &case.to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .expect("a process starts");
    let begin = Instant::now();
    while child.try_wait().expect("a child is waited for").is_none() {
        if begin.elapsed() > LIMIT {
            child.kill().expect("a child is stopped");
            child.wait().expect("a child is waited for");
            return json!({
                "system": "grad-check",
                "parameters": Problem::new(size).parameters,
                "case": Case::ALL[case].name(),
                "verdict": null,
                "note": format!("too long: stopped after {} s", LIMIT.as_secs()),
            });
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let mut line = String::new();
    let mut printed = child.stdout.take().expect("it is piped");
    printed.read_to_string(&mut line).expect("a line of JSON");
    serde_json::from_str(&line).expect("a line of JSON")
}
