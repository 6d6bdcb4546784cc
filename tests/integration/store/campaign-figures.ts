import { describe, expect, it } from 'vitest'
import type { Store } from '#ports/store.ts'
import { ELSEWHERE, HERE, T0 } from './rows.ts'

export function describeCampaignFigures(store: () => Store): void {
  const figures = () => store().campaignFigures
  const of = (campaignId: string, over: object = {}) => ({
    campaignId,
    values: { tandem_spend: '12.5', tandem_cpl: null },
    recordId: null,
    writtenAt: T0,
    ...over,
  })

  describe('figures of campaigns', () => {
    it('are kept by campaign and connection, replaced when written again, and forgotten when asked', async () => {
      await figures().save(HERE, [of('a'), of('b', { recordId: '77' })])
      await figures().save(ELSEWHERE, [of('a', { values: {} })])
      await figures().save(HERE, [of('a', { values: { tandem_spend: '13' }, writtenAt: T0 + 1 })])
      expect(await figures().written(HERE)).toEqual(
        new Map([
          ['a', of('a', { values: { tandem_spend: '13' }, writtenAt: T0 + 1 })],
          ['b', of('b', { recordId: '77' })],
        ]),
      )
      await figures().remove(HERE, ['a', 'unheard of'])
      await figures().remove(HERE, [])
      expect([...(await figures().written(HERE)).keys()]).toEqual(['b'])
      expect([...(await figures().written(ELSEWHERE)).keys()]).toEqual(['a'])
    })

    it('take nothing as nothing', async () => {
      await figures().save(HERE, [])
      expect(await figures().written(HERE)).toEqual(new Map())
    })

    it('have one place for each connection, the one found last', async () => {
      expect(await figures().target(HERE)).toBeNull()
      const none = { kind: 'none', objectType: null, why: 'refused', probedAt: T0 } as const
      await figures().saveTarget(HERE, none)
      expect(await figures().target(HERE)).toEqual(none)
      const object = { kind: 'object', objectType: 'p1_x', why: 'kept', probedAt: T0 + 1 } as const
      await figures().saveTarget(HERE, object)
      expect(await figures().target(HERE)).toEqual(object)
      expect(await figures().target(ELSEWHERE)).toBeNull()
    })
  })
}
