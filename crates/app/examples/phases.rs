use std::time::Instant;
use unstuck_app::{Lang, Library, Overlays, actions};
fn main() {
    let text = std::fs::read("/tmp/50k.log").unwrap();
    for _ in 0..5 {
        let t = Instant::now();
        let library = Library::open(&Overlays::default()).unwrap();
        let a = t.elapsed();
        let t = Instant::now();
        let scanner = unstuck_diagnosis::Scanner::new(library.index()).unwrap();
        let b = t.elapsed();
        let t = Instant::now();
        let mut d = unstuck_diagnosis::Diagnoser::new(library.index(), &scanner);
        d.push(&text);
        let diag = d.finish();
        let c = t.elapsed();
        let t = Instant::now();
        let view = actions::explain_text(&library, "x", b"hello", Lang::En).unwrap();
        let e = t.elapsed();
        let n: usize = library.index().failures().iter().flat_map(|f| &f.patterns).map(|p| p.literals.len()).sum();
        eprintln!(
            "open {a:?} scanner {b:?} scan {c:?} explain hello {e:?} found {} literals {n} {}",
            diag.sightings.len(),
            view.diagnoses.len()
        );
    }
}
