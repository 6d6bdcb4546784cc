import { describe, expect } from 'vitest'
import { fc, test } from '@fast-check/vitest'
import { HEARING, mayAct } from './hearing.ts'

const MINUTE = 60_000
const DUE = 1_000 * MINUTE
const step = (waitedMs = 0) => ({ dueAt: DUE, waitedMs })

describe('what a step waits for before it is acted on', () => {
  test('everything that sales did up to its instant', () => {
    expect(mayAct(step(), DUE - 1, DUE + 10)).toBe(false)
    expect(mayAct(step(), DUE, DUE + 10)).toBe(true)
    expect(mayAct(step(), null, DUE + 10)).toBe(false)
  })

  test('after downtime: what was heard before it says nothing about the hours in between', () => {
    const restart = DUE + 180 * MINUTE
    expect(mayAct(step(), DUE + 5, restart)).toBe(false)
    expect(mayAct(step(), restart - MINUTE, restart)).toBe(true)
  })

  test('no longer than its patience, counted in looks and not by the wall: downtime uses none of it up', () => {
    expect(mayAct(step(HEARING.patienceMs - 1), null, DUE + 999 * MINUTE)).toBe(false)
    expect(mayAct(step(HEARING.patienceMs), null, DUE + MINUTE)).toBe(true)
  })

  const at = fc.integer({ min: 0, max: 10_000 * MINUTE })
  test.prop([at, at, at, fc.integer({ min: 0, max: 20 * MINUTE })])(
    'hearing more never forbids what hearing less allowed',
    (dueAt, heardAt, now, waitedMs) => {
      const one = { dueAt, waitedMs }
      if (mayAct(one, heardAt, now)) expect(mayAct(one, heardAt + MINUTE, now)).toBe(true)
      if (mayAct(one, null, now)) expect(mayAct(one, heardAt, now)).toBe(true)
    },
  )
})
