//! JSON, with or without comments.

use jsonc_parser::ParseOptions;
use jsonc_parser::cst::{CstInputValue, CstObject, CstObjectProp, CstRootNode};
use serde_json::Value;

use super::agents::{Entry, Place};
use super::edit::{Change, Trouble, is_ours, taken};

/// As [`super::edit::edited`].
pub(super) fn edited(place: &Place, text: Option<&str>, remove: bool) -> Result<(Option<String>, Change), Trouble> {
    if let Entry::File { value } = &place.entry {
        return whole(place, value, text, remove);
    }
    let before = text;
    let text = text.filter(|text| !text.trim().is_empty()).unwrap_or("{}\n");
    let root = parsed(place, text)?;
    let top = root.object_value().ok_or_else(|| taken(place))?;
    let change = if remove { take_out(place, &top)? } else { put_in(place, &top)? };
    if matches!(change, Change::There | Change::Absent) {
        return Ok((before.map(ToOwned::to_owned), change));
    }
    let nothing =
        change == Change::Removed && top.properties().is_empty() && !text.contains("//") && !text.contains("/*");
    Ok(((!nothing).then(|| root.to_string()), change))
}

/// A file that is ours as a whole.
fn whole(place: &Place, value: &Value, text: Option<&str>, remove: bool) -> Result<(Option<String>, Change), Trouble> {
    let wanted = || Some(format!("{value:#}\n"));
    let Some(text) = text else {
        return Ok(if remove { (None, Change::Absent) } else { (wanted(), Change::Added) });
    };
    let standing = parsed(place, text)?.to_serde_value().unwrap_or_default();
    if !is_ours(&place.entry, &standing) {
        return Err(taken(place));
    }
    match (remove, standing == *value) {
        (true, _) => Ok((None, Change::Removed)),
        (false, true) => Ok((Some(text.to_owned()), Change::There)),
        (false, false) => Ok((wanted(), Change::Updated)),
    }
}

fn parsed(place: &Place, text: &str) -> Result<CstRootNode, Trouble> {
    let options = ParseOptions {
        allow_comments: true,
        allow_trailing_commas: true,
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    CstRootNode::parse(text, &options).map_err(|source| Trouble::Json { path: place.file.clone(), source })
}

fn put_in(place: &Place, top: &CstObject) -> Result<Change, Trouble> {
    let (last, above) = place.keys.split_last().ok_or_else(|| taken(place))?;
    let mut table = top.clone();
    for key in above {
        table = table.object_value_or_create(key).ok_or_else(|| taken(place))?;
    }
    match &place.entry {
        Entry::Server { name, value } => {
            let table = table.object_value_or_create(last).ok_or_else(|| taken(place))?;
            let Some(standing) = table.get(name) else {
                table.append(name, input(value));
                return Ok(Change::Added);
            };
            update(place, &standing, value)
        }
        Entry::File { .. } => Err(taken(place)),
        Entry::Hook { value } => {
            let list = table.array_value_or_create(last).ok_or_else(|| taken(place))?;
            let ours = list
                .elements()
                .into_iter()
                .find(|own| own.to_serde_value().is_some_and(|standing| is_ours(&place.entry, &standing)));
            match ours {
                None => {
                    list.append(input(value));
                    Ok(Change::Added)
                }
                Some(own) if own.to_serde_value().as_ref() == Some(value) => Ok(Change::There),
                Some(own) => {
                    // What the user changed about our hook, such as its timeout, stays: only the command is set.
                    let hooks = own.as_object().and_then(|own| own.array_value("hooks"));
                    let hook =
                        hooks.and_then(|hooks| hooks.elements().into_iter().next()).and_then(|own| own.as_object());
                    let command = hook.and_then(|hook| hook.get("command")).ok_or_else(|| taken(place))?;
                    let wanted = &value["hooks"][0]["command"];
                    if command.value().and_then(|value| value.to_serde_value()).as_ref() == Some(wanted) {
                        return Ok(Change::There);
                    }
                    command.set_value(input(wanted));
                    Ok(Change::Updated)
                }
            }
        }
    }
}

/// Sets how the program is called; what the user added to our entry stays.
fn update(place: &Place, standing: &CstObjectProp, value: &Value) -> Result<Change, Trouble> {
    let now = standing.value().and_then(|value| value.to_serde_value()).unwrap_or_default();
    if !is_ours(&place.entry, &now) {
        return Err(taken(place));
    }
    if now["command"] == value["command"] {
        return Ok(Change::There);
    }
    let own = standing.object_value().ok_or_else(|| taken(place))?;
    let command = own.get("command").ok_or_else(|| taken(place))?;
    command.set_value(input(&value["command"]));
    Ok(Change::Updated)
}

fn take_out(place: &Place, top: &CstObject) -> Result<Change, Trouble> {
    let (last, above) = place.keys.split_last().ok_or_else(|| taken(place))?;
    let mut tables: Vec<(CstObject, &str)> = Vec::new();
    let mut table = top.clone();
    for key in above {
        tables.push((table.clone(), key));
        let Some(next) = table.object_value(key) else { return Ok(Change::Absent) };
        table = next;
    }
    tables.push((table.clone(), last));
    match &place.entry {
        Entry::Server { name, .. } => {
            let Some(servers) = table.object_value(last) else { return Ok(Change::Absent) };
            let Some(standing) = servers.get(name) else { return Ok(Change::Absent) };
            let now = standing.value().and_then(|value| value.to_serde_value()).unwrap_or_default();
            if !is_ours(&place.entry, &now) {
                return Err(taken(place));
            }
            standing.remove();
        }
        Entry::File { .. } => return Err(taken(place)),
        Entry::Hook { .. } => {
            let Some(list) = table.array_value(last) else { return Ok(Change::Absent) };
            let ours = list
                .elements()
                .into_iter()
                .find(|own| own.to_serde_value().is_some_and(|standing| is_ours(&place.entry, &standing)));
            match ours {
                Some(own) => own.remove(),
                None => return Ok(Change::Absent),
            }
        }
    }
    // What our entry alone had made necessary goes with it.
    for (table, key) in tables.into_iter().rev() {
        let Some(property) = table.get(key) else { break };
        let empty = match property.value().and_then(|value| value.to_serde_value()) {
            Some(Value::Object(object)) => object.is_empty(),
            Some(Value::Array(list)) => list.is_empty(),
            _ => false,
        };
        if !empty {
            break;
        }
        property.remove();
    }
    Ok(Change::Removed)
}

fn input(value: &Value) -> CstInputValue {
    match value {
        Value::Null => CstInputValue::Null,
        Value::Bool(value) => CstInputValue::Bool(*value),
        Value::Number(value) => CstInputValue::Number(value.to_string()),
        Value::String(value) => CstInputValue::String(value.clone()),
        Value::Array(values) => CstInputValue::Array(values.iter().map(input).collect()),
        Value::Object(values) => {
            CstInputValue::Object(values.iter().map(|(name, value)| (name.clone(), input(value))).collect())
        }
    }
}
