import { describe, expect, test } from 'vitest'
import { OVERVIEW } from '#support/overview-values.ts'
import type { Overview } from '#http/contract/overview.ts'
import { headlineOf, salesLine } from './headline.ts'

const before = (ms: number): string => new Date(Date.parse(OVERVIEW.generatedAt) - ms).toISOString()
const MINUTE = 60_000

function withHealth(health: Partial<Overview['health']>): Overview {
  return { ...OVERVIEW, health: { ...OVERVIEW.health, ...health } }
}

describe('is everything all right?', () => {
  test('yes, in words', () => {
    expect(headlineOf(OVERVIEW)).toMatchObject({ tone: 'well', title: 'Sync: all in step' })
  })

  test('sales has a line of its own: a sync that is in step answers no lead', () => {
    expect(salesLine({ breached: 53, unowned: 2 })).toEqual({ tone: 'attention', words: 'Sales: 53 leads are overdue' })
    expect(salesLine({ breached: 0, unowned: 1 })).toEqual({
      tone: 'attention',
      words: 'Sales: 1 lead waits in a queue',
    })
    expect(salesLine({ breached: 0, unowned: 0 }).tone).toBe('well')
  })

  test('parked records are named by number and by reason, most frequent first', () => {
    const headline = headlineOf(withHealth({ parked: { total: 12, byCode: { OWNER_MISSING: 3, DUPLICATE: 9 } } }))
    expect(headline).toMatchObject({ tone: 'attention', title: '12 records need a person' })
    expect(headline.detail).toMatch(/^Duplicate \(9\), owner missing \(3\)\./)
    expect(headlineOf(withHealth({ parked: { total: 1, byCode: { DUPLICATE: 1 } } })).title).toBe(
      '1 record needs a person',
    )
  })

  test('a pause comes before everything else and says why', () => {
    const paused: Overview = {
      ...withHealth({ parked: { total: 5, byCode: { DUPLICATE: 5 } }, lastSyncAt: before(60 * MINUTE) }),
      connection: { ...OVERVIEW.connection, state: 'paused', pausedReason: 'HubSpot refused the token.' },
    }
    expect(headlineOf(paused)).toMatchObject({ tone: 'stopped', title: 'The sync is paused' })
    expect(headlineOf(paused).detail).toContain('HubSpot refused the token.')
  })

  test('silence counts from ten minutes on, and only after a first sync', () => {
    expect(headlineOf(withHealth({ lastSyncAt: before(10 * MINUTE) })).tone).toBe('well')
    expect(headlineOf(withHealth({ lastSyncAt: before(10 * MINUTE + 1) }))).toMatchObject({
      tone: 'stopped',
      title: 'Nothing was synced for 10 min',
    })
    expect(headlineOf(withHealth({ lastSyncAt: null }))).toMatchObject({ tone: 'busy', title: 'Starting' })
  })

  test('changes that wait are worth a word when one waits for more than five minutes', () => {
    const waiting = (ms: number) => withHealth({ inbox: { total: 800, dueNow: 640, oldestAt: before(ms) } })
    expect(headlineOf(waiting(5 * MINUTE)).tone).toBe('well')
    expect(headlineOf(waiting(5 * MINUTE + 1)).title).toBe('Catching up')
  })

  test('failed jobs are not hidden behind a good inbox', () => {
    const jobs = { ...OVERVIEW.health.jobs, failed: 2 }
    expect(headlineOf(withHealth({ jobs }))).toMatchObject({ tone: 'attention', title: '2 jobs failed' })
  })
})
