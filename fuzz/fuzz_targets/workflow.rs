//! Any text as a workflow, beside one that calls it: read and inspected without a panic, and every mend applies.
#![no_main]

use libfuzzer_sys::fuzz_target;
use unstuck_trust::inspect::Repository;
use unstuck_trust::{Context, Source, edit, mend};

const CALLER: &str = "on: push\njobs:\n  a:\n    uses: ./.github/workflows/b.yml\n    with: {x: \"${{ github.ref }}\"}\n";

fuzz_target!(|text: &str| {
    let mut repository = Repository::default();
    repository.add(".github/workflows/a.yml", Source::new("a.yml", CALLER));
    repository.add(".github/workflows/b.yml", Source::new("b.yml", text));
    for found in repository.inspect(&Context::default()) {
        for refused in &found.refused {
            let _mended = edit::applied(&refused.source.text, &refused.mend);
        }
        for job in &found.jobs {
            let _mended = edit::applied(&job.source.text, &mend::permit(job.source, job.workflow, job.job, &mend::id_token()));
        }
    }
});
