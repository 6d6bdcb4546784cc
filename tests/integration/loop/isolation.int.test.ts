import { describe, expect, it } from 'vitest'
import { retryParked } from '#app/retry-parked.ts'
import type { Scope } from '#app/scope.ts'
import { linkId } from '#domain/ids.ts'
import { company, mql } from '#support/company.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()

/** Reading this contact breaks something of ours, as an odd value under an odd map would. */
function withPoison(scope: Scope, contactId: string): Scope {
  const hubspot: Scope['hubspot'] = {
    ...scope.hubspot,
    withLane: () => hubspot,
    read: async (request) => {
      if (request.ids.includes(contactId)) throw new RangeError('an odd value')
      return scope.hubspot.read(request)
    },
    // It does not come along with its notice, so it has to be read.
    changes: async (request) => {
      const page = await scope.hubspot.changes(request)
      const bare = page.notices.map(({ record, ...notice }) =>
        notice.id === contactId || record === undefined ? notice : { ...notice, record },
      )
      return { ...page, notices: bare }
    },
  }
  return { ...scope, hubspot }
}

const leadEmails = async (): Promise<unknown[]> =>
  (await world().sales.query('SELECT Email FROM Lead ORDER BY Email')).map((row) => row['Email'])

describe('one record that cannot be worked on', () => {
  it('is parked alone, and everybody else goes on', async () => {
    const { begin, box, marketing } = world()
    const scope = await begin(company({ contacts: ['ana', 'ben', 'cleo', 'dina', 'emil'].map((name) => mql(name)) }))
    const { id } = await marketing.contact('cleo@buyers.example')
    await quiesce(withPoison(scope, id), box)
    expect(await leadEmails()).toEqual(['ana', 'ben', 'dina', 'emil'].map((name) => `${name}@buyers.example`))
    expect(await scope.store.parked.open(scope.connection.id, 10)).toMatchObject([
      { code: 'UNEXPECTED', recordId: id, message: 'RangeError: an odd value' },
    ])
  })

  it('goes through when it is retried after it was mended, and is no problem any more', async () => {
    const { begin, box, marketing } = world()
    const scope = await begin(company({ contacts: [mql('ana'), mql('cleo')] }))
    const { id } = await marketing.contact('cleo@buyers.example')
    await quiesce(withPoison(scope, id), box)
    expect(await retryParked(scope, scope.connection.id, { code: 'SOMETHING_ELSE' })).toEqual([])
    expect(await retryParked(scope, scope.connection.id, { code: 'UNEXPECTED' })).toMatchObject([{ recordId: id }])
    await quiesce(scope, box)
    expect(await leadEmails()).toEqual(['ana@buyers.example', 'cleo@buyers.example'])
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({})
  })
})

/** As two workers that meet at one record: what is remembered breaks a unique index, so many times. */
function withRaces(scope: Scope, contactId: string, times: number): Scope {
  let left = times
  const store: Scope['store'] = {
    ...scope.store,
    transaction: (work) =>
      scope.store.transaction((tx) =>
        work({
          ...tx,
          links: {
            ...tx.links,
            save: async (connection, links) => {
              if (links.some(({ hubspotId }) => hubspotId === contactId) && left > 0) {
                left -= 1
                await breakUnique(tx, scope)
              }
              await tx.links.save(connection, links)
            },
          },
        }),
      ),
  }
  return { ...scope, store }
}

/** Two active links of one contact: what the database never takes. */
async function breakUnique(tx: Scope['store'], scope: Scope): Promise<void> {
  const link = (id: string) => ({
    id: linkId(id),
    kind: 'person' as const,
    key: id,
    hubspotId: 'one',
    salesforceObject: 'Lead',
    salesforceId: id,
    state: 'active' as const,
    origin: 'created' as const,
    adopted: false,
    base: {},
    createdAt: 0,
  })
  await tx.links.save(scope.connection.id, [link('race-1'), link('race-2')])
}

describe('two workers that meet at one record', () => {
  it('park nobody: the second sees what the first one made when it tries again', async () => {
    const { begin, box, marketing } = world()
    const scope = await begin(company({ contacts: [mql('ana'), mql('ben')] }))
    const { id } = await marketing.contact('ana@buyers.example')
    await quiesce(withRaces(scope, id, 3), box)
    expect(await scope.store.parked.open(scope.connection.id, 10)).toEqual([])
    expect(await leadEmails()).toEqual(['ana@buyers.example', 'ben@buyers.example'])
  })

  it('tell what is the matter when it stays so', async () => {
    const { begin, box, marketing } = world()
    const scope = await begin(company({ contacts: [mql('ana'), mql('ben')] }))
    const { id } = await marketing.contact('ana@buyers.example')
    await quiesce(withRaces(scope, id, Number.POSITIVE_INFINITY), box)
    expect(await scope.store.parked.open(scope.connection.id, 10)).toMatchObject([
      { code: 'STORE_CONSTRAINT', recordId: id, message: expect.stringContaining('link_active_hubspot') },
    ])
    expect(await leadEmails()).toEqual(['ana@buyers.example', 'ben@buyers.example'])
  })
})

describe('an outage', () => {
  it('uses up no attempts: a limit that comes right after it parks nobody, and the change arrives', async () => {
    const { begin, box, sales, marketing } = world()
    const scope = await begin(company({ contacts: [mql('ana')] }))
    await quiesce(scope, box)
    const lead = await sales.one("SELECT Id FROM Lead WHERE Email = 'ana@buyers.example'")
    box.clock.advance(120_000)
    await sales.update('Lead', String(lead['Id']), { Title: 'Director' })
    box.salesforce.faults.add({ path: 'composite/sobjects/Lead', method: 'POST', status: 503, times: 60 })
    box.hubspot.faults.add({
      path: 'batch/update',
      status: 429,
      times: 3,
      body: {
        status: 'error',
        message: 'You have reached your ten_secondly_rolling limit.',
        errorType: 'RATE_LIMIT',
        policyName: 'TEN_SECONDLY_ROLLING',
      },
    })
    await quiesce(scope, box)
    expect((await marketing.contact('ana@buyers.example')).properties['jobtitle']).toBe('Director')
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({})
  })
})
