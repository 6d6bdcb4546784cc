import { describe, expect, it } from 'vitest'
import { importTouches } from '#app/import-touches.ts'
import { listTouches } from '#app/list-touches.ts'
import type { Scope } from '#app/scope.ts'
import { touchColumns } from '#domain/attribution/touch-file/columns.ts'
import { company, DAY, HOUR, MINUTE, mql } from '#support/company.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const email = (name: string): string => `${name}@buyers.example`
const HEADER = ['email', 'at', 'channel', 'campaign', 'detail']

/** A file of rows as `tandem touches import` would read it. */
function take(scope: Scope, rows: readonly (readonly string[])[], mode: 'save' | 'rehearse' = 'save') {
  const columns = touchColumns(HEADER)
  if (columns === null) throw new Error('the header is not known')
  const file = { name: 'fair.csv', checksum: 'c', columns, rows: rows.map((cells, i) => ({ line: i + 2, cells })) }
  return importTouches(scope, file, { zone: null, dates: 'dmy', mode })
}

async function importedOf(scope: Scope, name: string) {
  const { people } = await listTouches(scope, email(name))
  return people.flatMap(({ touches }) => touches.filter(({ touch }) => touch.origin === 'import'))
}

describe('touches of a file', () => {
  it('are those of people who are known, at once, and of others once they enter; again they change nothing', async () => {
    const { begin, box, arrive } = world()
    const scope = await begin(company({ contacts: [mql('dora')] }))
    await quiesce(scope, box)
    const rows = [
      [email('dora'), '2026-02-01T10:00:00Z', 'Trade show', ' fair ', 'booth 7'],
      ['KIM+fair@buyers.example', '2026-02-02', 'Trade show', 'Fair'],
      ['nobody', '2026-02-02', 'Trade show', 'Fair'],
    ]
    expect(await take(scope, rows, 'rehearse')).toMatchObject({ accepted: 2, joined: 1, waiting: 1, people: 0 })
    expect(await importedOf(scope, 'dora')).toEqual([])
    expect(await take(scope, rows)).toMatchObject({ rows: 3, accepted: 2, joined: 1, waiting: 1, people: 1 })
    expect(await importedOf(scope, 'dora')).toMatchObject([
      {
        verdict: 'counts',
        touch: {
          at: Date.UTC(2026, 1, 1, 10),
          campaign: 'Fair',
          detail: 'booth 7',
          evidence: [{ origin: 'import', says: 'Trade show · booth 7 · fair' }],
        },
      },
    ])
    expect((await listTouches(scope, email('kim'))).waiting).toHaveLength(1)
    expect((await scope.store.outbox.pending(10)).map(({ job }) => job)).toContain('compute-credits')

    expect(await take(scope, rows)).toMatchObject({ accepted: 0, unchanged: 2, people: 0 })
    expect(await scope.store.imports.list(scope.connection.id, 9)).toMatchObject([
      { kind: 'touches', fileName: 'fair.csv', rows: 3, accepted: 2, rejected: [{ line: 4 }] },
    ])

    arrive([mql('kim', { becameMqlAt: box.clock.now() })])
    await quiesce(scope, box)
    expect(await importedOf(scope, 'kim')).toMatchObject([{ touch: { dayOnly: true, campaign: 'Fair' } }])
    expect((await listTouches(scope, email('kim'))).waiting).toEqual([])
  })

  it('stay when the person changes and when contacts are merged, and go when they are erased', async () => {
    const { begin, box, marketing } = world()
    const scope = await begin(company({ contacts: [mql('dora'), mql('emil')] }))
    await quiesce(scope, box)
    await take(scope, [
      [email('dora'), '2026-02-01T10:00:00Z', 'Trade show', 'Fair'],
      [email('emil'), '2026-02-03T10:00:00Z', 'Trade show', 'Fair'],
    ])
    box.clock.advance(HOUR)
    await marketing.edit(email('dora'), { jobtitle: 'CEO' })
    await quiesce(scope, box)
    expect(await importedOf(scope, 'dora')).toHaveLength(1)
    const [dora, emil] = [await world().linkOf(email('dora')), await world().linkOf(email('emil'))]
    box.clock.advance(MINUTE)
    await marketing.merge(dora.hubspotId ?? '', emil.hubspotId ?? '')
    // Search finds what was merged a moment later.
    box.clock.advance(2 * MINUTE)
    await quiesce(scope, box)
    const links = [dora.id, emil.id]
    const stored = await scope.store.touches.byLinks(scope.connection.id, links)
    expect([...stored.keys()]).toHaveLength(1)
    expect([...stored.values()].flat().filter(({ origin }) => origin === 'import')).toHaveLength(2)

    const hubspotIds = [dora.hubspotId ?? '']
    await scope.store.erasure.erase(scope.connection.id, { links, hubspotIds, salesforceIds: [] }, box.clock.now())
    const keys = [email('dora'), email('emil')]
    expect(await scope.store.touchSources.importedBy(scope.connection.id, keys)).toEqual(new Map())
  })

  it('count beside others, but for the same day in the same campaign and for channels that are left out', async () => {
    const { begin, box } = world()
    const attribution = { touches: { excludeChannels: ['DIRECT_TRAFFIC'] } }
    const scope = await begin(company({ contacts: [mql('dora')] }), { attribution })
    await quiesce(scope, box)
    const on = new Date(box.clock.now() - 30 * DAY).toISOString().slice(0, 10)
    await take(scope, [
      [email('dora'), on, 'Google', 'Webinar'],
      [email('dora'), '2026-02-15', 'direct traffic'],
    ])
    expect((await importedOf(scope, 'dora')).map(({ verdict }) => verdict)).toEqual(['same', 'excluded'])
  })
})
