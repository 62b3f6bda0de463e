//! TOML.

use serde_json::Value;
use toml_edit::{Array, DocumentMut, Item, Table, TableLike};

use super::agents::{Entry, Place};
use super::edit::{Change, Trouble, is_ours, taken};

/// As [`super::edit::edited`].
pub(super) fn edited(place: &Place, text: Option<&str>, remove: bool) -> Result<(Option<String>, Change), Trouble> {
    let (Entry::Server { name, value }, [key]) = (&place.entry, place.keys.as_slice()) else {
        return Err(taken(place));
    };
    let mut document: DocumentMut = text
        .unwrap_or_default()
        .parse()
        .map_err(|source| Trouble::Toml { path: place.file.clone(), source: Box::new(source) })?;
    let servers = document.get_mut(key);
    if remove {
        let Some(servers) = servers else { return Ok((text.map(ToOwned::to_owned), Change::Absent)) };
        let table = servers.as_table_like_mut().ok_or_else(|| taken(place))?;
        let Some(standing) = table.get(name) else { return Ok((text.map(ToOwned::to_owned), Change::Absent)) };
        if !ours(place, standing) {
            return Err(taken(place));
        }
        table.remove(name);
        let empty = table.is_empty();
        if empty {
            document.remove(key);
        }
        let rest = document.to_string();
        return Ok(((!rest.trim().is_empty()).then_some(rest), Change::Removed));
    }
    let servers = document.entry(key).or_insert_with(implicit);
    let table = servers.as_table_like_mut().ok_or_else(|| taken(place))?;
    let change = match table.get_mut(name) {
        None => {
            table.insert(name, Item::Table(server(value)));
            Change::Added
        }
        Some(standing) if !ours(place, standing) => return Err(taken(place)),
        Some(standing) => {
            let own = standing.as_table_like_mut().ok_or_else(|| taken(place))?;
            let command = own.get_mut("command").and_then(Item::as_value_mut).ok_or_else(|| taken(place))?;
            if command.as_str() == value["command"].as_str() {
                Change::There
            } else {
                // The value alone: what stands around it, such as a comment, stays.
                let decor = command.decor().clone();
                *command = value["command"].as_str().unwrap_or_default().into();
                *command.decor_mut() = decor;
                Change::Updated
            }
        }
    };
    Ok((Some(document.to_string()), change))
}

/// `[mcp_servers]` by itself says nothing and is not written.
fn implicit() -> Item {
    let mut table = Table::new();
    table.set_implicit(true);
    Item::Table(table)
}

fn server(value: &Value) -> Table {
    let mut table = Table::new();
    table.insert("command", toml_edit::value(value["command"].as_str().unwrap_or_default()));
    let words = value["args"].as_array().into_iter().flatten().filter_map(Value::as_str);
    table.insert("args", toml_edit::value(words.collect::<Array>()));
    table
}

fn ours(place: &Place, standing: &Item) -> bool {
    let Some(own) = standing.as_table_like() else { return false };
    is_ours(&place.entry, &as_json(own))
}

/// What [`is_ours`] looks at.
fn as_json(own: &dyn TableLike) -> Value {
    let words = own.get("args").and_then(Item::as_array).into_iter().flatten();
    let words: Vec<&str> = words.filter_map(toml_edit::Value::as_str).collect();
    serde_json::json!({"command": own.get("command").and_then(Item::as_str), "args": words})
}
