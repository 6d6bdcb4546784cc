import { describe, expect, it } from 'vitest'
import { retryParked } from '#app/retry-parked.ts'
import type { Scope } from '#app/scope.ts'
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
