//! The page in a real browser. `.ci/browser` installs one and runs these.

use super::Run;
use super::webdriver::Browser;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Keys, as `WebDriver` names them.
const TAB: char = '\u{E004}';
const RIGHT: char = '\u{E014}';
const DOWN: char = '\u{E015}';

/// A page of every kind, written once.
fn every_kind() -> &'static Run {
    static RUN: OnceLock<Run> = OnceLock::new();
    RUN.get_or_init(|| Run::of("checks::", "html", "every_kind"))
}

/// Pictures to look at, beside the pages.
fn picture(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures");
    std::fs::create_dir_all(&folder).unwrap();
    folder.join(format!("{name}.png"))
}

fn text(browser: &Browser, selector: &str) -> String {
    let text = browser.run(&format!(
        "return document.querySelector({selector:?}).textContent"
    ));
    text.as_str().unwrap_or_default().to_owned()
}

fn count(browser: &Browser, selector: &str) -> Value {
    browser.run(&format!(
        "return document.querySelectorAll({selector:?}).length"
    ))
}

#[test]
#[ignore = "needs a browser: .ci/browser"]
fn the_network_with_its_mistakes() {
    let run = Run::of("checks::network", "html", "browser");
    let browser = Browser::start(1280, 900, false);
    browser.open(&run.folder.join("index.html"));
    browser.picture(&picture("index"));
    let first = text(&browser, "tbody tr");
    assert!(
        first.contains("fail") && first.contains("network_with_mistakes"),
        "{first}"
    );

    // The list leads to the page.
    browser.point("tbody tr a", true);
    assert!(text(&browser, "h1").contains("W2 and b1 are wrong"));
    assert!(
        text(&browser, "#causes").contains("analytic = 2.000 × numeric in all 15 components of W2")
    );
    browser.picture(&picture("closed"));

    // W2 opens to three maps of 15 cells each.
    let w2 = browser.run("const i = report.blocks.findIndex((b) => b.path === 'W2'); return `button[aria-controls=block-${i}]`");
    let w2 = w2.as_str().unwrap();
    browser.point(w2, true);
    assert_eq!(
        browser.run(&format!(
            "return document.querySelector({w2:?}).ariaExpanded"
        )),
        "true"
    );
    assert_eq!(count(&browser, ".map"), 3);
    assert_eq!(browser.run("return [...document.querySelectorAll('.map')].map((m) => m.querySelectorAll('.cell').length)"), serde_json::json!([15, 15, 15]));

    // The pointer shows the exact value.
    let analytic = browser
        .run("return String(report.blocks.find((b) => b.path === 'W2').components[10].analytic)");
    let analytic = analytic.as_str().unwrap();
    browser.point(".map:nth-child(1) .cell[data-index='10']", false);
    assert!(
        text(&browser, ".readout").contains(analytic),
        "{}",
        text(&browser, ".readout")
    );
    assert!(text(&browser, "#tip").contains(analytic));
    browser.picture(&picture("open"));

    // So does the keyboard: from the block's button into the maps, then right and down.
    browser.run(&format!("document.querySelector({w2:?}).focus()"));
    browser.press(&[TAB, RIGHT, DOWN]);
    let read = text(&browser, ".readout");
    assert!(read.contains("W2[1, 1]"), "{read}");
    assert_eq!(
        browser.run("return document.activeElement.className.includes('cell')"),
        true
    );

    // A click on a cell shows its steps.
    browser.point(".map:nth-child(3) .cell[data-index='13']", true);
    assert_eq!(
        browser.run("return document.querySelector('#component').value"),
        "W2[2, 3]"
    );
    assert!(text(&browser, ".history").contains("Screening"));
    // Closed again, nothing is left of it.
    browser.point(w2, true);
    assert_eq!(
        browser.run("return document.querySelectorAll('.detail:not([hidden])').length"),
        0
    );
    assert_eq!(browser.console(), [""; 0]);
}

#[test]
#[ignore = "needs a browser: .ci/browser"]
fn pages_of_every_kind() {
    let run = every_kind();
    for (is_dark, scheme) in [(false, "light"), (true, "dark")] {
        let browser = Browser::start(1280, 900, is_dark);
        assert_eq!(
            browser.run("return matchMedia('(prefers-color-scheme: dark)').matches"),
            is_dark
        );
        for page in run.files("html") {
            browser.open(&run.folder.join(&page));
            let blocks = count(&browser, "button.fold").as_u64().unwrap();
            for i in 0..blocks.min(3) {
                browser.point(&format!("button[aria-controls=block-{i}]"), true);
            }
            browser.run("scrollTo(0, 0)");
            browser.picture(&picture(&format!(
                "{scheme}-{}",
                page.trim_end_matches(".html")
            )));
            assert_eq!(browser.console(), [""; 0], "{page}");
            assert_eq!(
                browser.run("return document.documentElement.scrollWidth <= innerWidth"),
                true,
                "{page}"
            );
        }
    }
}

#[test]
#[ignore = "needs a browser: .ci/browser"]
fn a_large_block_is_drawn_on_canvas_and_read_by_keyboard() {
    let run = every_kind();
    let browser = Browser::start(1280, 900, false);
    browser.open(&run.folder.join(run.page("course.large")));
    browser.point("button.fold", true);
    assert_eq!(count(&browser, "canvas"), 3);
    browser.run("document.querySelector('canvas').focus()");
    browser.press(&[RIGHT, RIGHT, DOWN]);
    assert!(
        text(&browser, ".readout").contains("w[1, 2]"),
        "{}",
        text(&browser, ".readout")
    );
    browser.point(".map:nth-child(3) canvas", true);
    assert!(text(&browser, ".readout").contains("w["));
    assert_eq!(browser.console(), [""; 0]);
}

#[test]
#[ignore = "needs a browser: .ci/browser"]
fn a_narrow_window() {
    let run = Run::of("checks::network_with_mistakes", "html", "narrow");
    let browser = Browser::start(500, 900, false);
    browser.open(&run.folder.join(run.page("course.network_with")));
    browser.point("button.fold", true);
    browser.picture(&picture("narrow"));
    assert_eq!(
        browser.run("return document.documentElement.scrollWidth <= innerWidth"),
        true
    );
}
