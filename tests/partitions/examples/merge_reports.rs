//! Merge the reports of several machines: `cargo run --example merge_reports -- <into> <folder>..`

use std::env;
use std::io;

fn main() -> io::Result<()> {
    let mut folders = env::args_os().skip(1);
    let into = folders.next().unwrap_or_else(|| "reports".into());
    let tally = grad_check::merge_reports(folders, &into)?;
    println!("{tally}");
    Ok(())
}
