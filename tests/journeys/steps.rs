//! Steps that many journeys have in common.

use serde_json::json;

use crate::driver::{Window, containing};

/// Writes a message and sends it.
#[track_caller]
pub fn send(window: &Window, text: &str) {
    window.fill("textbox", "Message", text);
    window.click("button", "Send");
}

/// Waits until nothing is being written any more.
#[track_caller]
pub fn wait_for_the_answer(window: &Window) {
    window.see("button", "Regenerate");
    window.see_no("button", "Stop");
}

/// Everything that is said in the shown conversation.
#[track_caller]
pub fn conversation(window: &Window) -> String {
    window.read("log", "Messages")
}

/// The last answer of the shown conversation, without its place among other versions of it.
#[track_caller]
pub fn last_answer(window: &Window) -> String {
    let text = window.read_last("article", containing("answered"));
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.ends_with(" of 2"));
    lines.collect::<Vec<_>>().join("\n")
}

/// Opens a conversation of the list; its title is the first message.
#[track_caller]
pub fn open_conversation(window: &Window, title: &str) {
    window.click("button", title);
    window.see("log", "Messages");
}

/// Waits until so much was said.
#[track_caller]
pub fn read_at_least(window: &Window, characters: usize) -> String {
    window.read_until("log", "Messages", |text| text.chars().count() >= characters)
}

/// Chooses a model for what is on the page.
#[track_caller]
pub fn choose_model(window: &Window, name: &str) {
    window.click("button", containing("odel"));
    window.click("option", name);
    window.see("button", containing(name));
}

/// Chooses a model whose name another provider's has too.
#[track_caller]
pub fn choose_model_of(window: &Window, provider: &str, name: &str) {
    window.click("button", containing("odel"));
    window.click_within(("group", provider), "option", name);
    window.see("button", containing(name));
}

/// Goes to one of the studio's pages.
#[track_caller]
pub fn go_to(window: &Window, page: &str) {
    window.click_within(("navigation", "Main"), "button", page);
}

/// Opens what Settings says of the disk.
#[track_caller]
pub fn open_storage(window: &Window) {
    go_to(window, "Settings");
    window.click("button", "Storage");
    window.see("heading", "What takes room");
}

/// Has everything in the trash go for good; Settings shows the disk then.
#[track_caller]
pub fn empty_the_trash(window: &Window) {
    open_storage(window);
    window.click("button", "Empty now…");
    window.click("button", "Empty the trash");
    window.see_text("The trash is empty.");
}

/// Asks for what is described.
#[track_caller]
pub fn generate(window: &Window, prompt: &str) {
    window.fill("textbox", "Prompt", prompt);
    ask(window);
}

/// Asks for what the Generate page holds; the way to that page has the same name.
#[track_caller]
pub fn ask(window: &Window) {
    window.click_within(("main", ""), "button", "Generate");
}

/// Adds a server in Settings and has it say which models it has.
#[track_caller]
pub fn add_server(window: &Window, name: &str, url: &str) {
    go_to(window, "Settings");
    window.click("button", "Add a server");
    window.click("radio", "Other server");
    window.fill("textbox", "Name", name);
    window.fill("textbox", "Address", url);
    window.click("button", "Add server");
    window.see("heading", name);
    window.click("button", "Refresh models");
    window.see_text("found");
}

/// Points a provider that the studio ships with at a stand-in.
#[track_caller]
pub fn point_provider(window: &Window, name: &str, url: &str) {
    go_to(window, "Settings");
    window.click("button", name);
    window.fill("textbox", "Address", url);
    window.click("button", "Save address");
    window.see_text("Address saved");
}

/// Enters the key of the provider that Settings shows.
#[track_caller]
pub fn enter_key(window: &Window, key: &str) {
    window.fill("textbox", "API key", key);
    window.click("button", "Save and test");
}

/// Forgets a provider's key. All tests share a keychain, and another one's server may come to
/// stand at the same port.
#[track_caller]
pub fn forget_key(window: &Window, name: &str) {
    go_to(window, "Settings");
    window.click("button", name);
    window.click("button", "Remove");
    window.click("button", "Remove key");
    window.see("textbox", "API key");
}

/// Chooses what the Generate page makes.
#[track_caller]
pub fn make(window: &Window, kind: &str) {
    go_to(window, "Generate");
    window.until(&format!("choose to make {kind}"), |window| {
        let chosen = window.execute(CHOOSE_KIND, &json!([kind]));
        Ok((chosen == true).then_some(()))
    });
}

/// The kinds stand side by side where there is room, and in a list elsewhere.
const CHOOSE_KIND: &str = "
    const [kind] = arguments;
    const named = (role) => [...document.querySelectorAll(`[role=${role}]`)]
      .find((it) => (it.getAttribute('aria-label') ?? it.textContent).trim() === kind);
    const segment = named('radio');
    if (segment) {
      segment.click();
      return segment.getAttribute('aria-checked') === 'true';
    }
    const list = document.querySelector('main header [role=combobox]');
    if (list?.textContent.trim() === kind) return true;
    const option = named('option');
    if (option) option.click();
    else list?.click();
    return false;";

/// Pastes a file where the focus is.
#[track_caller]
pub fn paste_file(window: &Window, name: &str, kind: &str, bytes: &[u8]) {
    let paste = "
        const [name, type, bytes] = arguments;
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], name, { type }));
        document.activeElement.dispatchEvent(new ClipboardEvent('paste',
          { clipboardData: data, bubbles: true, cancelable: true }));";
    window.execute(paste, &json!([name, kind, bytes]));
}

/// Puts the focus on a button without pressing it.
#[track_caller]
pub fn focus_button(window: &Window, name: &str) {
    window.see("button", name);
    let focus = "
        const [name] = arguments;
        [...document.querySelectorAll('button')]
          .find((it) => (it.getAttribute('aria-label') ?? it.textContent.trim()) === name).focus();";
    window.execute(focus, &json!([name]));
}

/// Adds a server and goes to a new conversation with one of its models.
#[track_caller]
pub fn chat_with_server(window: &Window, name: &str, url: &str, model: &str) {
    add_server(window, name, url);
    go_to(window, "Chat");
    choose_model(window, model);
}

/// Does what the command palette offers under this name.
#[track_caller]
pub fn choose_from_palette(window: &Window, command: &str) {
    window.press("Control+k");
    window.fill("combobox", "Search commands and conversations", command);
    window.see("option", containing(command));
    window.press("Enter");
    window.see_no("dialog", "Command palette");
}

/// Does something in the dark theme and in the light one, which then stays.
#[track_caller]
pub fn in_both_themes(window: &Window, mut look: impl FnMut(&str)) {
    for theme in ["dark", "light"] {
        choose_from_palette(window, &format!("Use {theme} theme"));
        look(theme);
    }
}

/// Keeps a screenshot in each theme, where a dialog stands before the palette.
#[track_caller]
pub fn keep_in_both_themes(window: &Window, name: &str) {
    let theme = "return document.documentElement.dataset.theme";
    let before = window.execute(theme, &json!([]));
    let show = "document.documentElement.dataset.theme = arguments[0]";
    for theme in ["dark", "light"] {
        window.execute(show, &json!([theme]));
        window.keep_screenshot(&format!("{name}-{theme}"));
    }
    window.execute(show, &json!([before]));
}
