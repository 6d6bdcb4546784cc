import { askForJob } from '#app/ask-for-job.ts'
import { readDriftContract, runDriftContract } from '../../contract/jobs.ts'
import { toInstantText } from '../../present/instants.ts'
import { connectionRoute } from '../../route.ts'
import { assertActive } from './assert-active.ts'

export const readDrift = connectionRoute(readDriftContract, async ({ scope }) => {
  const found = await scope.store.drifts.newest(scope.connection.id)
  if (found === null) return { drift: null }
  const { counts } = found
  return {
    drift: {
      at: toInstantText(found.at),
      tookMs: found.tookMs,
      calls: { hubspot: found.calls.hubspot, salesforce: found.calls.salesforce },
      sent: counts.sent,
      received: counts.received,
      reasons: { ...counts.reasons },
      sample: { ...counts.sample },
      missed: counts.missed,
      healed: counts.healed,
      strayKeys: counts.strayKeys,
      unexplained: found.unexplained,
      totals: counts.totals.map(({ pair, hubspot, salesforce, links }) => ({ pair, hubspot, salesforce, links })),
      problems: found.problems.map(({ side, object, recordId, reason, detail, explained }) => ({
        side,
        object,
        recordId,
        reason,
        detail,
        explained: explained === 'yes',
      })),
      problemsInAll: found.problemsInAll,
    },
  }
})

export const runDrift = connectionRoute(runDriftContract, async ({ scope, body, note }) => {
  const sample = body?.sample
  note({ subject: 'both sides', details: sample === undefined ? {} : { sample } })
  await assertActive(scope)
  const payload = { connectionId: scope.connection.id, ...(sample === undefined ? {} : { sample }) }
  await askForJob(scope, scope.store, { job: 'compare-sides', payload })
  return undefined
})
