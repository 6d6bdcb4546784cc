import { describe, expect, test } from 'vitest'
import { loopDocument } from '#support/company.ts'
import { parseSyncConfig } from './sync-config.ts'

const withClock = (clock: object) => {
  const clocks = [{ target: '1h', calendar: 'office', ...clock }]
  return parseSyncConfig({ ...loopDocument(), sla: [{ id: 'standard', clocks }] })
}

describe('the kind of a clock', () => {
  test('is first response unless given', () => {
    expect(withClock({})).toMatchObject({ ok: true, config: { sla: [{ clocks: [{ kind: 'first_response' }] }] } })
    expect(withClock({ kind: 'first_response' })).toMatchObject({ ok: true })
  })

  test.each(['accept_or_reject', 'qualification'])('may be %s', (kind) => {
    expect(withClock({ kind })).toMatchObject({ ok: true, config: { sla: [{ clocks: [{ kind }] }] } })
  })

  test('is refused when nothing would stop it', () => {
    expect(withClock({ kind: 'anything' })).toMatchObject({
      ok: false,
      problems: [{ path: 'sla.0.clocks.0.kind', remedy: expect.stringContaining('accept_or_reject') as string }],
    })
  })
})
