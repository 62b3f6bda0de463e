//! Who descends from whom, from `/proc`.

use std::collections::BTreeMap;
use std::{fs, io};

/// A process below another one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Process {
    pub(crate) id: u32,
    /// Pages of memory that it has in use.
    pub(crate) pages: u64,
}

/// All processes below one, without it.
pub(crate) fn descendants(root: u32) -> io::Result<Vec<Process>> {
    let mut of: BTreeMap<u32, Vec<Process>> = BTreeMap::new();
    for entry in fs::read_dir("/proc")? {
        let Ok(id) = entry?.file_name().to_string_lossy().parse::<u32>() else { continue };
        // One that ended meanwhile is none.
        let Ok(stat) = fs::read_to_string(format!("/proc/{id}/stat")) else { continue };
        // The name in brackets may hold anything; behind it stand the state, the parent and, as the 24th field, the pages.
        let Some((_, fields)) = stat.rsplit_once(") ") else { continue };
        let fields: Vec<&str> = fields.split(' ').collect();
        let number = |at: usize| fields.get(at).and_then(|field| field.parse::<u64>().ok()).unwrap_or(0);
        let parent = u32::try_from(number(1)).unwrap_or(0);
        of.entry(parent).or_default().push(Process { id, pages: number(21) });
    }
    let mut found = Vec::new();
    let mut left = vec![root];
    while let Some(parent) = left.pop() {
        for process in of.remove(&parent).unwrap_or_default() {
            left.push(process.id);
            found.push(process);
        }
    }
    Ok(found)
}
