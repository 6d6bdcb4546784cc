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

  test.each(['accept_or_reject', 'qualification', 'anything'])('"%s" is refused, as nothing would stop it', (kind) => {
    expect(withClock({ kind })).toMatchObject({
      ok: false,
      problems: [
        {
          path: 'sla.0.clocks.0.kind',
          message: `a clock of kind "${kind}" cannot be kept yet: only first_response can`,
        },
      ],
    })
  })
})
