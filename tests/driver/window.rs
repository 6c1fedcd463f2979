//! What a person does with a window, and sees in it.

use std::fmt::Display;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::patience::Deadline;
use super::session::{DriverError, Element, Session};

const FINDER: &str = include_str!("finder.js");

/// Nothing moves, every picture is there, and what is there has been painted.
const AT_REST: &str = "
    const still = document.getAnimations().every((it) => it.playState !== 'running');
    const whole = [...document.images].every((it) => it.complete);
    if (!still || !whole) return false;
    return new Promise((painted) => {
      requestAnimationFrame(() => requestAnimationFrame(() => painted(true)));
    });";

/// How an accessible name is asked for.
#[derive(Debug, Clone)]
pub enum Name {
    /// The whole of it.
    Exactly(String),
    /// A part of it.
    Containing(String),
}

/// A name that has `part` in it.
pub fn containing(part: impl Into<String>) -> Name {
    Name::Containing(part.into())
}

impl From<&str> for Name {
    fn from(name: &str) -> Self {
        Self::Exactly(name.to_owned())
    }
}

impl From<&String> for Name {
    fn from(name: &String) -> Self {
        Self::Exactly(name.clone())
    }
}

impl Name {
    fn argument(&self) -> Value {
        match self {
            Self::Exactly(name) => json!({ "exactly": name }),
            Self::Containing(part) => json!({ "containing": part }),
        }
    }
}

/// A window of the studio. What is not there yet is waited for; what does not come fails the test
/// with what was on the page instead.
#[derive(Debug)]
pub struct Window {
    session: Session,
    title: String,
}

impl Window {
    /// A window over a session; `title` names its pictures.
    pub fn new(session: Session, title: String) -> Self {
        Self { session, title }
    }

    /// The session, for what only the protocol can say.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Clicks on something.
    #[track_caller]
    pub fn click(&self, role: &str, name: impl Into<Name>) {
        self.click_one(role, &name.into(), None);
    }

    /// Clicks on something in a part of the page, such as its main navigation.
    #[track_caller]
    pub fn click_within(&self, part: (&str, &str), role: &str, name: impl Into<Name>) {
        self.click_one(role, &name.into(), Some(part));
    }

    #[track_caller]
    fn click_one(&self, role: &str, name: &Name, part: Option<(&str, &str)>) {
        self.until(&format!("click on {role} {name}"), |window| {
            // It may move, be covered or be disabled for a moment while the page settles.
            let element = window.only(role, name, part)?;
            element.map(|it| window.press_on(&it)).transpose()
        });
    }

    /// Clicks, and scrolls there for the next time where that did not work: a driver scrolls only
    /// to what is wholly out of sight, and then clicks on the middle of what is half in sight. It
    /// also looks where something is and clicks there a moment later, when it may have moved.
    fn press_on(&self, element: &Element) -> Result<(), DriverError> {
        self.session.note_hit_of(element)?;
        let clicked = self.session.click(element);
        if clicked.is_err() {
            self.session.scroll_to(element)?;
        }
        clicked?;
        if self.session.was_missed()? {
            return Err(DriverError::Refused {
                kind: "missed".to_owned(),
                message: "it moved before the click came".to_owned(),
            });
        }
        Ok(())
    }

    /// Writes text into a field in place of what it holds.
    #[track_caller]
    pub fn fill(&self, role: &str, name: impl Into<Name>, text: &str) {
        let name = name.into();
        let element = self.until(&format!("fill {role} {name}"), |window| {
            let Some(element) = window.only(role, &name, None)? else {
                return Ok(None);
            };
            window.press_on(&element)?;
            let has_focus = window.session.has_focus(&element)?;
            Ok(has_focus.then_some(element))
        });
        self.press("Control+a");
        self.press("Backspace");
        let typed = self.session.type_into(&element, text);
        typed.unwrap_or_else(|error| self.fail(&format!("type into {role} {name}: {error}")));
    }

    /// Presses keys together, such as `Control+k` or `Enter`, wherever the focus is.
    #[track_caller]
    pub fn press(&self, keys: &str) {
        let codes: Vec<char> = keys.split('+').map(key_code).collect();
        let pressed = self.session.press(&codes);
        pressed.unwrap_or_else(|error| self.fail(&format!("press {keys}: {error}")));
    }

    /// Types text, letter by letter, wherever the focus is.
    #[track_caller]
    pub fn type_text(&self, text: &str) {
        for letter in text.chars() {
            let pressed = self.session.press(&[letter]);
            pressed.unwrap_or_else(|error| self.fail(&format!("type {text}: {error}")));
        }
    }

    /// Waits until something is there.
    #[track_caller]
    pub fn see(&self, role: &str, name: impl Into<Name>) {
        let name = name.into();
        self.until(&format!("see {role} {name}"), |window| {
            Ok((!window.find(role, &name)?.is_empty()).then_some(()))
        });
    }

    /// Waits until what is typed goes to something.
    #[track_caller]
    pub fn see_focus(&self, role: &str, name: impl Into<Name>) {
        let name = name.into();
        self.until(&format!("see the focus on {role} {name}"), |window| {
            let focused = window.ask(&json!(["hasFocus", role, name.argument()]))?;
            Ok((focused == true).then_some(()))
        });
    }

    /// Waits until something is not there any more.
    #[track_caller]
    pub fn see_no(&self, role: &str, name: impl Into<Name>) {
        let name = name.into();
        self.until(&format!("see no {role} {name}"), |window| {
            Ok(window.find(role, &name)?.is_empty().then_some(()))
        });
    }

    /// Waits until a text stands somewhere on the page.
    #[track_caller]
    pub fn see_text(&self, text: &str) {
        self.until(&format!("see the text {text:?}"), |window| {
            let shown = window.ask(&json!(["showsText", text]))?;
            Ok((shown == true).then_some(()))
        });
    }

    /// The text of something, or what stands in a field; waits until it is there.
    #[track_caller]
    pub fn read(&self, role: &str, name: impl Into<Name>) -> String {
        let name = name.into();
        self.until(&format!("read {role} {name}"), |window| {
            Ok(window.texts(role, &name)?.into_iter().next())
        })
    }

    /// The text of the last of several that are alike; waits until there is one.
    #[track_caller]
    pub fn read_last(&self, role: &str, name: impl Into<Name>) -> String {
        let name = name.into();
        self.until(&format!("read the last {role} {name}"), |window| {
            Ok(window.texts(role, &name)?.pop())
        })
    }

    /// Waits until the text of something is as it should be, and returns it.
    #[track_caller]
    pub fn read_until(
        &self,
        role: &str,
        name: impl Into<Name>,
        is_right: impl Fn(&str) -> bool,
    ) -> String {
        let name = name.into();
        self.until(
            &format!("read the awaited text of {role} {name}"),
            |window| {
                Ok(window
                    .texts(role, &name)?
                    .into_iter()
                    .find(|text| is_right(text)))
            },
        )
    }

    /// Waits until pictures with that name arrived and were decoded.
    #[track_caller]
    pub fn see_pictures(&self, count: usize, name: impl Into<Name>) {
        let name = name.into();
        self.until(&format!("see {count} pictures {name}"), |window| {
            let widths = window.ask(&json!(["pictures", name.argument()]))?;
            let widths = widths.as_array().cloned().unwrap_or_default();
            let decoded = widths
                .iter()
                .filter(|width| width.as_u64() > Some(0))
                .count();
            Ok((decoded == count && widths.len() == count).then_some(()))
        });
    }

    /// Gives the window a size in pixels and waits until the page has it.
    #[track_caller]
    pub fn resize(&self, width: u32, height: u32) {
        let resized = self.session.resize(width, height);
        resized.unwrap_or_else(|error| self.fail(&format!("resize: {error}")));
        self.until("see the new size", |window| {
            let size = "return innerWidth === arguments[0]";
            let arrived = window.session.execute(size, &json!([width]))?;
            Ok((arrived == true).then_some(()))
        });
    }

    /// Runs a function's body in the page.
    #[track_caller]
    pub fn execute(&self, script: &str, arguments: &Value) -> Value {
        let result = self.session.execute(script, arguments);
        result.unwrap_or_else(|error| self.fail(&format!("run a script: {error}")))
    }

    /// Keeps a picture of the window among the test run's screenshots, once the page is at rest.
    #[track_caller]
    pub fn keep_screenshot(&self, name: &str) {
        self.until("see the page at rest", |window| {
            let at_rest = window.session.execute(AT_REST, &json!([]))?;
            Ok((at_rest == true).then_some(()))
        });
        let kept = self.save_screenshot(name);
        kept.unwrap_or_else(|error| panic!("keep the screenshot {name}: {error}"));
    }

    /// Waits until `attempt` has something; a page that is just loading is waited for too.
    #[track_caller]
    pub fn until<T>(
        &self,
        what: &str,
        mut attempt: impl FnMut(&Self) -> Result<Option<T>, DriverError>,
    ) -> T {
        let deadline = Deadline::usual();
        loop {
            let outcome = attempt(self);
            if let Ok(Some(found)) = outcome {
                return found;
            }
            if !deadline.wait() {
                let cause = outcome.err().map(|error| error.to_string());
                self.fail(&format!(
                    "{what}: {}",
                    cause.as_deref().unwrap_or("not there")
                ));
            }
        }
    }

    /// Fails the test, telling what was on the page.
    #[track_caller]
    pub fn fail(&self, what: &str) -> ! {
        let page = match self.ask(&json!(["describe"])) {
            Ok(page) => page.as_str().unwrap_or_default().to_owned(),
            Err(error) => error.to_string(),
        };
        let picture = match self.save_screenshot("failed") {
            Ok(path) => path.display().to_string(),
            Err(error) => error.to_string(),
        };
        panic!("could not {what}\n\nscreenshot: {picture}\non the page: {page}");
    }

    fn save_screenshot(&self, name: &str) -> Result<PathBuf, DriverError> {
        let folder =
            std::env::var_os("STUDIO_SCREENSHOTS").map_or_else(std::env::temp_dir, PathBuf::from);
        std::fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{}-{name}.png", self.title));
        std::fs::write(&path, self.session.screenshot()?)?;
        Ok(path)
    }

    fn find(&self, role: &str, name: &Name) -> Result<Vec<Element>, DriverError> {
        let found = self.ask(&json!(["find", role, name.argument()]))?;
        Ok(Session::elements(&found))
    }

    /// The one that is meant. Several are as good as none: a person would have to ask which.
    fn only(
        &self,
        role: &str,
        name: &Name,
        part: Option<(&str, &str)>,
    ) -> Result<Option<Element>, DriverError> {
        let part = part.map(|(role, name)| json!({ "role": role, "name": { "exactly": name } }));
        let found = self.ask(&json!(["findEnabled", role, name.argument(), part]))?;
        let mut found = Session::elements(&found);
        match found.len() {
            0 | 1 => Ok(found.pop()),
            several => Err(DriverError::Refused {
                kind: "ambiguous".to_owned(),
                message: format!("there are {several} of {role} {name}"),
            }),
        }
    }

    fn texts(&self, role: &str, name: &Name) -> Result<Vec<String>, DriverError> {
        let texts = self.ask(&json!(["read", role, name.argument()]))?;
        let texts = texts.as_array().into_iter().flatten();
        Ok(texts
            .filter_map(|it| it.as_str().map(str::to_owned))
            .collect())
    }

    fn ask(&self, question: &Value) -> Result<Value, DriverError> {
        self.session.execute(FINDER, question)
    }
}

/// The code points that the protocol gives to keys without a letter.
fn key_code(key: &str) -> char {
    match key {
        "Backspace" => '\u{e003}',
        "Tab" => '\u{e004}',
        "Enter" => '\u{e007}',
        "Shift" => '\u{e008}',
        "Control" => '\u{e009}',
        "Escape" => '\u{e00c}',
        "Space" => ' ',
        "End" => '\u{e010}',
        "Home" => '\u{e011}',
        "ArrowLeft" => '\u{e012}',
        "ArrowUp" => '\u{e013}',
        "ArrowRight" => '\u{e014}',
        "ArrowDown" => '\u{e015}',
        "Delete" => '\u{e017}',
        "F6" => '\u{e036}',
        letter => {
            let mut letters = letter.chars();
            match (letters.next(), letters.next()) {
                (Some(letter), None) => letter,
                _ => panic!("no key is called {key}"),
            }
        }
    }
}

impl Display for Name {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exactly(name) => write!(formatter, "“{name}”"),
            Self::Containing(part) => write!(formatter, "“…{part}…”"),
        }
    }
}
