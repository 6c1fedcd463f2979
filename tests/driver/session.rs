//! The part of the W3C WebDriver protocol that is needed here.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::wire::Request;

/// The name under which the protocol wraps an element's id.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// What a driver refused, in its own words.
#[derive(Debug, thiserror::Error)]
pub enum DriverError {
    /// The driver cannot be spoken to.
    #[error("the driver does not answer: {0}")]
    Silent(#[from] std::io::Error),
    /// The driver answered with an error.
    #[error("{kind}: {message}")]
    Refused {
        /// The protocol's word for it.
        kind: String,
        /// The driver's sentence.
        message: String,
    },
}

/// One automated window.
#[derive(Debug)]
pub struct Session {
    driver: String,
    path: String,
}

/// An element of the page.
#[derive(Debug, Clone)]
pub struct Element(String);

impl Session {
    /// Opens a window with a driver at `address`, as the capabilities say.
    pub fn open(address: &str, capabilities: &Value) -> Result<Self, DriverError> {
        let body = json!({ "capabilities": { "alwaysMatch": capabilities } });
        let opened = call("POST", address, "/session", &body)?;
        let id = opened["sessionId"].as_str().unwrap_or_default();
        Ok(Self {
            driver: address.to_owned(),
            path: format!("/session/{id}"),
        })
    }

    /// The same session, spoken to through another address.
    pub fn through(self, address: &str) -> Self {
        Self {
            driver: address.to_owned(),
            ..self
        }
    }

    /// Ends it; the driver closes the window.
    pub fn close(&self) -> Result<(), DriverError> {
        self.delete("")
    }

    /// Goes to an address.
    pub fn go_to(&self, url: &str) -> Result<(), DriverError> {
        self.post("/url", &json!({ "url": url })).map(drop)
    }

    /// Gives the window a size in pixels.
    pub fn resize(&self, width: u32, height: u32) -> Result<(), DriverError> {
        let size = json!({ "width": width, "height": height });
        self.post("/window/rect", &size).map(drop)
    }

    /// Runs a function's body in the page.
    pub fn execute(&self, script: &str, arguments: &Value) -> Result<Value, DriverError> {
        let body = json!({ "script": script, "args": arguments });
        self.post("/execute/sync", &body)
    }

    /// The elements in what a script returned.
    pub fn elements(found: &Value) -> Vec<Element> {
        let references = found.as_array().into_iter().flatten();
        references
            .filter_map(|reference| reference[ELEMENT].as_str())
            .map(|id| Element(id.to_owned()))
            .collect()
    }

    /// Scrolls to an element and clicks on its middle.
    pub fn click(&self, element: &Element) -> Result<(), DriverError> {
        self.post(&format!("/element/{}/click", element.0), &json!({}))
            .map(drop)
    }

    /// Has the page note whether the next press of the pointer is on this element.
    pub fn note_hit_of(&self, element: &Element) -> Result<(), DriverError> {
        let note = "
            const [element] = arguments;
            window.pressedOn = undefined;
            const note = ({ target }) => {
              const label = target.closest('label');
              window.pressedOn = element.contains(target) || label?.control === element;
            };
            window.addEventListener('pointerdown', note, { capture: true, once: true });";
        self.execute(note, &json!([{ ELEMENT: element.0 }]))
            .map(drop)
    }

    /// Whether the press that was to be noted was on something else.
    pub fn was_missed(&self) -> Result<bool, DriverError> {
        let pressed_on = self.execute("return window.pressedOn", &json!([]))?;
        Ok(pressed_on == false)
    }

    /// Whether what is typed goes to this element.
    pub fn has_focus(&self, element: &Element) -> Result<bool, DriverError> {
        let has_focus = "return document.activeElement === arguments[0]";
        let has_focus = self.execute(has_focus, &json!([{ ELEMENT: element.0 }]))?;
        Ok(has_focus == true)
    }

    /// Brings all of an element into sight, by scrolling as little as possible.
    pub fn scroll_to(&self, element: &Element) -> Result<(), DriverError> {
        let scroll = "arguments[0].scrollIntoView({ block: 'nearest' })";
        self.execute(scroll, &json!([{ ELEMENT: element.0 }]))
            .map(drop)
    }

    /// Types into an element.
    pub fn type_into(&self, element: &Element, text: &str) -> Result<(), DriverError> {
        let path = format!("/element/{}/value", element.0);
        self.post(&path, &json!({ "text": text })).map(drop)
    }

    /// Presses keys one after the other and lets go of them in reverse order.
    pub fn press(&self, keys: &[char]) -> Result<(), DriverError> {
        let down = keys.iter().map(|key| ("keyDown", key));
        let up = keys.iter().rev().map(|key| ("keyUp", key));
        let actions: Vec<Value> = down
            .chain(up)
            .map(|(kind, key)| json!({ "type": kind, "value": key.to_string() }))
            .collect();
        let body = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] });
        self.post("/actions", &body).map(drop)
    }

    /// Asks for what only this browser's driver knows.
    pub fn vendor(&self, path: &str, body: &Value) -> Result<Value, DriverError> {
        self.post(path, body)
    }

    /// A picture of the window as PNG.
    pub fn screenshot(&self) -> Result<Vec<u8>, DriverError> {
        let encoded = call("GET", &self.driver, &self.at("/screenshot"), &Value::Null)?;
        let decoded = STANDARD.decode(encoded.as_str().unwrap_or_default());
        decoded.map_err(|error| std::io::Error::other(error).into())
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.path)
    }

    fn post(&self, path: &str, body: &Value) -> Result<Value, DriverError> {
        call("POST", &self.driver, &self.at(path), body)
    }

    fn delete(&self, path: &str) -> Result<(), DriverError> {
        call("DELETE", &self.driver, &self.at(path), &Value::Null).map(drop)
    }
}

fn call(method: &str, driver: &str, path: &str, body: &Value) -> Result<Value, DriverError> {
    let mut request = Request::new(method, driver, path);
    if !body.is_null() {
        request = request.json(body);
    }
    let answer = request.send()?;
    let mut value = answer.json()["value"].take();
    if answer.status < 400 {
        return Ok(value);
    }
    let mut word = |name: &str| match value[name].take() {
        Value::String(word) => word,
        _ => String::from_utf8_lossy(&answer.body).into_owned(),
    };
    Err(DriverError::Refused {
        kind: word("error"),
        message: word("message"),
    })
}
