// Judges the cases on stdin with iam-simulate and prints each disagreement with a verdict that is not "unknown".
// The packages are looked for where this is run: node aws.mjs EXPLAINED < cases
//
// The simulator drops context keys that are not in its data; `sub` and `aud`, which IAM documents elsewhere, are not. Both are
// renamed to keys that are, in the policy and in the request.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const require = createRequire(join(process.cwd(), 'node_modules', 'here.js'))
const { runSimulation } = require('@cloud-copilot/iam-simulate')

const explained = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const principal = 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com'
const counts = { cases: 0, compared: 0, unknown: 0, refused: 0, allow: 0, deny: 0, explained: 0, unexplained: 0 }

// The case of letters is kept, so that two spellings of one key stay two.
const names = { sub: 'workflow', SUB: 'WORKFLOW', aud: 'job_workflow_ref' }
const renamed = (value) => JSON.parse(JSON.stringify(value).replace(/(\.com:)(sub|SUB|aud)(?=":)/g,
  (_, start, key) => start + names[key]))

async function judge(policy, context) {
  const result = await runSimulation({
    request: {
      principal,
      action: 'sts:AssumeRoleWithWebIdentity',
      resource: { resource: 'arn:aws:iam::123456789012:role/ci', accountId: '123456789012' },
      contextVariables: renamed(context),
    },
    identityPolicies: [],
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    resourcePolicy: renamed(policy),
  }, {})
  if (result.resultType !== 'single') return { refused: JSON.stringify(result.errors) }
  const ignored = result.result?.ignoredContextKeys ?? []
  if (ignored.length > 0) throw new Error(`the simulator does not know ${ignored}`)
  return result.overallResult === 'Allowed' ? 'allow' : 'deny'
}

const refusals = new Map()
for (const line of readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
  const { policy, context, verdict } = JSON.parse(line)
  counts.cases += 1
  if (verdict === 'unknown') { counts.unknown += 1; continue }
  const theirs = await judge(policy, context)
  if (theirs.refused) {
    counts.refused += 1
    refusals.set(theirs.refused, (refusals.get(theirs.refused) ?? 0) + 1)
    continue
  }
  counts.compared += 1
  counts[theirs] += 1
  if (theirs === verdict) continue
  const text = JSON.stringify({ policy, context })
  const known = explained.find(({ pattern, ours }) => ours === verdict && new RegExp(pattern).test(text))
  if (known) { counts.explained += 1; continue }
  counts.unexplained += 1
  console.log(JSON.stringify({ ours: verdict, theirs, policy, context }))
}
for (const [refusal, times] of [...refusals].sort((one, other) => other[1] - one[1]).slice(0, 3)) {
  console.log(`refused ${times} times: ${refusal.slice(0, 300)}`)
}
console.log(`aws: ${JSON.stringify(counts)}`)
if (counts.unexplained > 0 || counts.compared < 2000) process.exitCode = 1
