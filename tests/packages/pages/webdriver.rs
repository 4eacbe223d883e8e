//! A browser, driven over the `WebDriver` protocol: HTTP with JSON to a `chromedriver`.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::{env, fs, process};

/// A running browser; it ends with this value.
pub(crate) struct Browser {
    driver: Child,
    port: u16,
    session: String,
    profile: PathBuf,
}

impl Browser {
    /// Start a fresh one, of this size, in dark colours if so wished.
    pub(crate) fn start(width: usize, height: usize, is_dark: bool) -> Self {
        let or = |name: &str, default: &str| env::var(name).unwrap_or_else(|_| default.to_owned());
        let mut driver = Command::new(or("CHROMEDRIVER", "chromedriver"))
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            port.trim_end_matches('.').parse().ok()
        });
        let port = port.expect("chromedriver tells its port");
        // It goes on talking, and must not wait for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        let profile = env::temp_dir().join(format!("grad-check-browser-{}-{port}", process::id()));
        let mut browser = Self {
            driver,
            port,
            session: String::new(),
            profile,
        };
        let mut arguments: Vec<String> = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            "--force-color-profile=srgb",
        ]
        .map(str::to_owned)
        .into();
        arguments.push(format!("--user-data-dir={}", browser.profile.display()));
        arguments.push(format!("--window-size={width},{height}"));
        arguments.extend(is_dark.then(|| "--blink-settings=preferredColorScheme=0".to_owned()));
        let options = json!({ "args": arguments, "binary": or("CHROMIUM", "/usr/bin/chromium") });
        let wanted = json!({
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        let begun = browser.ask(
            "POST",
            "/session",
            &json!({ "capabilities": { "alwaysMatch": wanted } }),
        );
        browser.session = format!("/session/{}", begun["sessionId"].as_str().unwrap());
        browser
    }

    pub(crate) fn open(&self, file: &Path) {
        let url = format!("file://{}", file.display());
        self.ask(
            "POST",
            &format!("{}/url", self.session),
            &json!({ "url": url }),
        );
    }

    /// What a function of this body returns in the page.
    pub(crate) fn run(&self, script: &str) -> Value {
        let script = json!({ "script": script, "args": [] });
        self.ask("POST", &format!("{}/execute/sync", self.session), &script)
    }

    /// Move the pointer to the middle of an element, and click if so wished, as a person would.
    pub(crate) fn point(&self, selector: &str, clicks: bool) {
        let found = json!({ "using": "css selector", "value": selector });
        let element = self.ask("POST", &format!("{}/element", self.session), &found);
        self.run(&format!("document.querySelector({selector:?}).scrollIntoView({{ block: 'center', behavior: 'instant' }})"));
        let mut actions = vec![
            json!({ "type": "pointerMove", "origin": element, "x": 0, "y": 0, "duration": 20 }),
        ];
        if clicks {
            actions.push(json!({ "type": "pointerDown", "button": 0 }));
            actions.push(json!({ "type": "pointerUp", "button": 0 }));
        }
        let mouse = json!({ "type": "pointer", "id": "mouse", "actions": actions });
        self.ask(
            "POST",
            &format!("{}/actions", self.session),
            &json!({ "actions": [mouse] }),
        );
    }

    /// Press keys, one after another.
    pub(crate) fn press(&self, keys: &[char]) {
        let actions = keys.iter().flat_map(|key| {
            let key = key.to_string();
            [
                json!({ "type": "keyDown", "value": key }),
                json!({ "type": "keyUp", "value": key }),
            ]
        });
        let actions: Vec<Value> = actions.collect();
        let keyboard = json!({ "type": "key", "id": "keys", "actions": actions });
        self.ask(
            "POST",
            &format!("{}/actions", self.session),
            &json!({ "actions": [keyboard] }),
        );
    }

    /// What the console has said since it was last asked.
    pub(crate) fn console(&self) -> Vec<String> {
        let log = self.ask(
            "POST",
            &format!("{}/se/log", self.session),
            &json!({ "type": "browser" }),
        );
        let said = log.as_array().into_iter().flatten();
        said.map(|entry| entry["message"].to_string()).collect()
    }

    /// A picture of the whole page.
    pub(crate) fn picture(&self, file: &Path) {
        let wish =
            json!({ "cmd": "Page.captureScreenshot", "params": { "captureBeyondViewport": true } });
        let taken = self.ask("POST", &format!("{}/goog/cdp/execute", self.session), &wish);
        fs::write(file, from_base64(taken["data"].as_str().unwrap())).unwrap();
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = body.to_string();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let length = body.len();
        write!(stream, "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}").unwrap();
        let mut reader = BufReader::new(stream);
        let (mut line, mut length) = (String::new(), 0);
        while reader.read_line(&mut line).unwrap() > 2 {
            if let Some(stated) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = stated.trim().parse().unwrap();
            }
            line.clear();
        }
        let mut answer = vec![0; length];
        reader.read_exact(&mut answer).unwrap();
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        let value = &answer["value"];
        assert!(
            value.get("error").is_none_or(Value::is_null),
            "{path}: {value}"
        );
        value.clone()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() && !std::thread::panicking() {
            self.ask("DELETE", &self.session, &json!({}));
        }
        drop(self.driver.kill());
        drop(self.driver.wait());
        drop(fs::remove_dir_all(&self.profile));
    }
}

fn from_base64(text: &str) -> Vec<u8> {
    let digit = |c: u8| match c {
        b'A'..=b'Z' => u32::from(c - b'A'),
        b'a'..=b'z' => u32::from(c - b'a') + 26,
        b'0'..=b'9' => u32::from(c - b'0') + 52,
        b'+' => 62,
        _ => 63,
    };
    let text = text.trim_end_matches('=').as_bytes();
    let bytes = text.chunks(4).flat_map(|four| {
        let bits = (0..4).fold(0, |bits, i| {
            (bits << 6) | four.get(i).map_or(0, |&c| digit(c))
        });
        let [_, a, b, c] = bits.to_be_bytes();
        [a, b, c].into_iter().take(four.len() - 1)
    });
    bytes.collect()
}
