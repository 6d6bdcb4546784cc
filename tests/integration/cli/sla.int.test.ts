import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { companyFolder, place } from '#support/cli.ts'
import type { Place } from '#support/cli.ts'

let at: Place
let folder: string
const sla = (...args: readonly string[]) => at.here(['sla', ...args, '--demo', folder])

beforeAll(async () => {
  at = await place()
  folder = await companyFolder(at)
  const demo = await at.tandem(['demo', '--once', '--json', '--data', folder])
  expect(demo.code, demo.stderr).toBe(0)
})
afterAll(() => at.remove())

/** All four were MQL on Monday at 11:00 in New York; the target is 8 hours of 09:00 to 17:00. */
const FIGURES = { due: 4, met: 2, breached: 2, untouched: 1, running: 0, paused: 0, cancelled: 0 }
const HOUR = 3_600

describe('tandem sla report', () => {
  it('prints one JSON object: figures by policy, and totals', async () => {
    const { code, stdout, stderr } = await sla('report', '--json')
    expect(code, stderr).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      by: 'policy',
      policies: [{ policy: 'standard', clock: 'first-response', ...FIGURES, medianSeconds: 3 * HOUR }],
      totals: { ...FIGURES, metShare: 0.5, medianSeconds: 3 * HOUR },
    })
  })

  it('counts by rep, team and campaign, and within a time', async () => {
    const one = async (by: string) => JSON.parse((await sla('report', '--json', '--by', by)).stdout) as object
    expect(await one('rep')).toMatchObject({ reps: [{ name: 'Ann First', ...FIGURES }] })
    expect(await one('team')).toMatchObject({ teams: [{ team: 'sales', ...FIGURES }] })
    expect(await one('campaign')).toMatchObject({ campaigns: [{ campaign: 'Guide', ...FIGURES }] })
    const later = await sla('report', '--json', '--from', '2017-03-14')
    expect(JSON.parse(later.stdout)).toMatchObject({ policies: [], totals: { due: 0, metShare: null } })
  })

  it('is a table for people, and refuses what it does not know', async () => {
    const { stdout } = await sla('report')
    expect(stdout).toMatch(/standard +first-response +4 +2 +50\.0 % +1 +1 +0 +3 h 0 m/)
    expect(await sla('report', '--from', 'yesterday')).toMatchObject({ code: 2, stdout: '' })
    expect(await sla('report', '--by', 'weather')).toMatchObject({ code: 2, stdout: '' })
  })
})

const explained = z.looseObject({
  lead: z.looseObject({
    ageSeconds: z.number().positive(),
    heldSeconds: z.strictObject({
      marketing: z.number(),
      queue: z.number(),
      owner: z.number(),
      'after-answer': z.number(),
    }),
    holdings: z.array(z.looseObject({ from: z.string(), until: z.string(), seconds: z.number().positive() })).min(2),
  }),
})

describe('tandem sla explain', () => {
  it('tells when the clock started, was due and stopped, by which calendar and why', async () => {
    const { code, stdout, stderr } = await sla('explain', '--lead', 'dan@orrin.example', '--json')
    expect(code, stderr).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      lead: { asked: 'dan@orrin.example', salesforceObject: 'Contact', handoffs: [{ cycle: 1, policy: 'standard' }] },
      clocks: [
        {
          policy: 'standard',
          startedAt: '2017-03-13T15:00:00.000Z',
          dueAt: '2017-03-14T15:00:00.000Z',
          stoppedAt: '2017-03-13T18:00:00.000Z',
          breachedAt: null,
          state: 'met',
          calendar: { name: 'office', timeZone: 'America/New_York' },
          elapsedSeconds: 3 * HOUR,
          events: expect.arrayContaining([
            expect.objectContaining({ what: 'start', at: '2017-03-13T15:00:00.000Z' }),
            expect.objectContaining({ what: 'stop', at: '2017-03-13T18:00:00.000Z' }),
          ]),
        },
      ],
    })
  })

  it('tells where the lead was all its life: it adds up to its age', async () => {
    for (const name of ['ada', 'bea', 'cas', 'dan']) {
      const { stdout } = await sla('explain', '--lead', `${name}@orrin.example`, '--json')
      const { lead } = explained.parse(JSON.parse(stdout))
      const sum = (values: readonly number[]) => Math.round(values.reduce((a, b) => a + b, 0) * 1e3)
      expect(sum(lead.holdings.map(({ seconds }) => seconds)), name).toBe(Math.round(lead.ageSeconds * 1e3))
      expect(sum(Object.values(lead.heldSeconds)), name).toBe(Math.round(lead.ageSeconds * 1e3))
      expect(
        lead.holdings.slice(1).map(({ from }) => from),
        'without holes',
      ).toEqual(lead.holdings.slice(0, -1).map(({ until }) => until))
    }
  })

  it('is a story for people, of one whom nobody answered too', async () => {
    const { stdout } = await sla('explain', '--lead', 'cas@orrin.example')
    expect(stdout).toContain('standard / first-response: breached')
    expect(stdout).toContain('due 2017-03-14 11:00 (America/New_York)')
    expect(stdout).toMatch(/^Age .* around the clock: .*owner Ann First/m)
  })

  it('knows nobody who was not handed over', async () => {
    const nobody = await sla('explain', '--lead', 'zoe@orrin.example', '--json')
    expect(nobody).toMatchObject({ code: 2, stdout: '' })
    expect(nobody.stderr).toContain('zoe@orrin.example')
  })
})
