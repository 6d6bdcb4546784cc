import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectionId, linkId } from '#domain/ids.ts'
import type { Store } from '#ports/store.ts'
import { openDatabase } from '#store/db.ts'
import { createStore } from '#store/store.ts'
import { place } from '#support/cli.ts'
import type { Place } from '#support/cli.ts'
import { loopDocument } from '#support/company.ts'

const ACME = connectionId('acme')
let at: Place
beforeEach(async () => {
  at = await place()
  await withStore(async (store) => {
    const zone = 'Europe/Berlin'
    await store.connections.save({
      id: ACME,
      name: 'Acme',
      portalId: '1',
      orgId: '2',
      currency: 'USD',
      orgTimeZone: zone,
    })
    await store.configs.push(ACME, { document: loopDocument(), author: 'test', comment: '', at: 1 })
    await store.links.save(ACME, [
      {
        id: linkId('l1'),
        kind: 'person',
        key: '1:7',
        hubspotId: '7',
        salesforceObject: 'Lead',
        salesforceId: '00Q7',
        state: 'active',
        origin: 'created',
        adopted: false,
        base: { email: { hubspot: 'ann@acme.com', salesforce: 'ann@acme.com' } },
        createdAt: 1,
      },
    ])
  })
})
afterEach(() => at.remove())

async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const database = await openDatabase({ folder: `${at.dataDir}/data` })
  try {
    return await work(createStore(database.kysely))
  } finally {
    await database.close()
  }
}

const FILE = [
  '\uFEFFE-Mail;Datum;Kanal;Kampagne;Beschreibung',
  'Ann@acme.com;01.03.2026 10:30;Messe;Frühjahr;"Stand; Halle 7"',
  'bob@acme.com;02.03.2026;paid search;Frühjahr;',
  'bob@acme.com;irgendwann;Messe;Frühjahr;',
].join('\r\n')

async function run(...args: readonly string[]) {
  const { code, stdout, stderr } = await at.here(['touches', ...args])
  return { code, stderr, stdout, json: stdout.startsWith('{') ? (JSON.parse(stdout) as unknown) : null }
}

describe('tandem touches', () => {
  it('takes a file over and lists what is known of a person, with what tells of it', async () => {
    const file = await at.file('messe.csv', FILE)
    const dry = await run('import', file, '--dry-run', '--json')
    expect(dry.json).toMatchObject({ connection: 'acme', saved: false, rows: 3, accepted: 2, people: 0 })
    expect(await withStore((store) => store.imports.list(ACME, 9))).toEqual([])

    const first = await run('import', file, '--json')
    expect(first.code).toBe(1)
    expect(first.json).toEqual({
      connection: 'acme',
      file: 'messe.csv',
      saved: true,
      rows: 3,
      accepted: 2,
      unchanged: 0,
      joined: 1,
      waiting: 1,
      people: 1,
      rejected: [expect.objectContaining({ line: 4, reason: '"irgendwann" is no instant or day' })],
      repeated: [],
      blankRows: [],
    })
    const again = await run('import', file)
    expect(again.stdout).toMatch(/accepted +0\n +unchanged +2\n +rejected +1/)
    expect(again.stdout).toContain('line 4: "irgendwann" is no instant or day; write 2026-03-15')

    const listed = await run('list', '--lead', 'ANN@acme.com', '--json')
    expect(listed.code).toBe(0)
    expect(listed.json).toMatchObject({
      lead: 'ANN@acme.com',
      people: [
        {
          hubspotId: '7',
          salesforceId: '00Q7',
          leadSince: null,
          touches: [
            {
              at: '2026-03-01T09:30:00.000Z',
              dayOnly: false,
              channel: 'Messe',
              campaign: 'Frühjahr',
              detail: 'Stand; Halle 7',
              verdict: 'counts',
              evidence: [{ origin: 'import', source: 'file' }],
            },
          ],
        },
      ],
      waiting: [],
    })
    const text = await run('list', '--lead', '7')
    expect(text.stdout).toContain('2026-03-01 10:30  Messe, Frühjahr, Stand; Halle 7')
    expect(text.stdout).toContain('import file')
    const waiting = await run('list', '--lead', 'bob@acme.com')
    expect(waiting.stdout).toContain('wait for somebody with that address: 1')
    expect(waiting.stdout).toContain('2026-03-02        PAID_SEARCH, Frühjahr')
  })

  it('says what is wrong with a file, a zone or a person, and writes nothing', async () => {
    const none = await run('import', await at.file('x.csv', 'a,b\n1,2\n'))
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('no row that names the columns') })
    const either = await run('import', await at.file('y.csv', 'email,date,channel\na@b.co,03/04/2026,Fair\n'))
    expect(either).toMatchObject({ code: 2, stderr: expect.stringContaining('--dates dmy') })
    const zone = await run('import', await at.file('z.csv', FILE), '--zone', 'Mars/Base')
    expect(zone).toMatchObject({ code: 2, stderr: expect.stringContaining('IANA') })
    expect(await run('import', `${at.folder}/absent.csv`)).toMatchObject({ code: 2 })
    const nobody = await run('list', '--lead', 'zoe@acme.com')
    expect(nobody).toMatchObject({ code: 2, stderr: expect.stringContaining('nobody here is known as zoe@acme.com') })
    expect(await withStore((store) => store.imports.list(ACME, 9))).toEqual([])
  })
})
