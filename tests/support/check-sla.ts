import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import * as z from 'zod'

/**
 * Judges the clocks of a replay whose every handover is due:
 *   check-sla.ts report REPORT LEADS      `tandem sla report --json` counts so many leads, each once, by every policy together
 *   check-sla.ts explain EXPLAINED EMAIL  `tandem sla explain --json` tells the story of this lead, and its time adds up
 */
const count = z.int().nonnegative()
const seconds = z.number().nonnegative().nullable()
const figures = { due: count, met: count, breached: count, untouched: count, running: count }
const report = z.looseObject({
  policies: z
    .array(z.looseObject({ policy: z.string(), ...figures, medianSeconds: seconds, p90Seconds: seconds }))
    .min(1),
  totals: z.looseObject(figures),
})
const instant = z.iso.datetime()
const explained = z.looseObject({
  lead: z.looseObject({
    asked: z.string(),
    ageSeconds: z.number().positive(),
    holdings: z.array(z.looseObject({ from: instant, until: instant, seconds: z.number() })).min(1),
  }),
  clocks: z
    .array(
      z.looseObject({
        policy: z.string(),
        startedAt: instant,
        dueAt: instant,
        stoppedAt: instant.nullable(),
        breachedAt: instant.nullable(),
        state: z.enum(['met', 'breached', 'breached_completed']),
        calendar: z.looseObject({ name: z.string(), timeZone: z.string() }),
        elapsedSeconds: z.number().nonnegative(),
        events: z.array(z.looseObject({ at: instant, what: z.string(), why: z.string() })).min(1),
      }),
    )
    .min(1),
})

const lastLine = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) ?? '')

function assertReport(file: string, leads: number): void {
  const { policies, totals } = report.parse(lastLine(file))
  assert.equal(totals.met + totals.breached, leads, 'every lead was answered in time, late or never')
  assert.equal(totals.due, leads, 'every lead was due')
  assert.equal(totals.running, 0, 'no clock of the replay still runs')
  for (const key of ['due', 'met', 'breached', 'untouched', 'running'] as const)
    assert.equal(
      policies.reduce((sum, row) => sum + row[key], 0),
      totals[key],
      `${key} of all policies add up to the total`,
    )
  for (const { policy, due, met, breached, untouched } of policies) {
    assert.equal(met + breached, due, `what was due of ${policy}`)
    assert.ok(untouched <= breached, `untouched leads of ${policy} are breached ones`)
  }
  assert.ok(totals.untouched > 0, 'nobody was left untouched: the story has a hole')
}

function assertExplained(file: string, email: string): void {
  const { lead, clocks } = explained.parse(lastLine(file))
  assert.equal(lead.asked, email)
  const held = lead.holdings.reduce((sum, one) => sum + Math.round(one.seconds * 1_000), 0)
  assert.equal(held, Math.round(lead.ageSeconds * 1_000), 'holding times add up to the age')
  for (const { state, stoppedAt, dueAt } of clocks) {
    assert.equal(stoppedAt === null, state === 'breached', 'who was answered has an instant of it')
    if (stoppedAt !== null) assert.equal(stoppedAt <= dueAt, state === 'met', 'in time is at or before the due time')
  }
}

const [kind, file = '', value = ''] = process.argv.slice(2)
if (kind === 'report') assertReport(file, Number(value))
else if (kind === 'explain') assertExplained(file, value)
else throw new Error(`check-sla.ts knows report and explain, not "${kind ?? ''}"`)
process.stdout.write(`${kind}: as it must be\n`)
