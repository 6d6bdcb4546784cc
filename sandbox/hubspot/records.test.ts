import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestPortal } from './test-portal.ts'
import { openTestPortal, text } from './test-portal.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await openTestPortal()
})
afterAll(() => portal.close())

const v3 = '/crm/v3/objects'
const dated = '/crm/objects/2026-03'

async function contact(properties: Record<string, unknown>): Promise<string> {
  const made = await portal.call('POST', `${v3}/contacts`, { properties })
  expect(made.status).toBe(201)
  return text(made.json['id'])
}

describe('single records', () => {
  it('keeps e-mail addresses trimmed and in lower case, and refuses the second contact with one', async () => {
    const id = await contact({ email: '  Ada.Lind@Example.COM ' })
    const again = await portal.call('POST', `${dated}/contacts`, { properties: { email: 'ADA.lind@example.com' } })
    expect(again.status).toBe(409)
    expect(again.json).toMatchObject({
      status: 'error',
      category: 'CONFLICT',
      message: `Contact already exists. Existing ID: ${id}`,
    })
    const found = await portal.call('GET', `${v3}/contacts/ada.lind%40example.com?idProperty=email`)
    expect(found.json['id']).toBe(id)
  })

  it('says which values are wrong, all of them, with the code of each', async () => {
    const made = await portal.call('POST', `${v3}/contacts`, {
      properties: {
        email: 'nobody',
        lifecyclestage: 'Lead',
        hs_marketable_status: 'true',
        no_such: '1',
        createdate: '1',
      },
    })
    expect(made.status).toBe(400)
    expect(made.json['category']).toBe('VALIDATION_ERROR')
    const errors = made.json['errors'] as unknown as { code: string; context: { propertyName: string[] } }[]
    expect(errors.map(({ code, context }) => [context.propertyName[0], code])).toEqual([
      ['email', 'INVALID_EMAIL'],
      ['lifecyclestage', 'INVALID_OPTION'],
      ['hs_marketable_status', 'READ_ONLY_VALUE'],
      ['no_such', 'PROPERTY_DOESNT_EXIST'],
      ['createdate', 'READ_ONLY_VALUE'],
    ])
    expect(text(made.json['message'])).toContain('Property values were not valid: [{"isValid":false')
  })

  it('reads every value back as text or null, numbers and days in their plain form', async () => {
    const made = await portal.call('POST', `${v3}/deals`, {
      properties: { dealname: 'D', amount: 1500.5, closedate: Date.UTC(2026, 0, 2), dealstage: 'contractsent' },
    })
    const read = await portal.call(
      'GET',
      `${v3}/deals/${text(made.json['id'])}?properties=amount,closedate,dealtype,no_such,hs_is_closed_won`,
    )
    expect(read.json['properties']).toMatchObject({
      amount: '1500.5',
      closedate: '2026-01-02T00:00:00Z',
      dealtype: null,
      hs_is_closed_won: 'false',
    })
    expect(read.json['properties']).not.toHaveProperty('no_such')
  })

  it('keeps a stage silently when a write would move it backwards; clearing it first lets it go back', async () => {
    const id = await contact({ email: 'stage@example.com', lifecyclestage: 'salesqualifiedlead' })
    const back = await portal.call('PATCH', `${v3}/contacts/${id}`, { properties: { lifecyclestage: 'lead' } })
    expect(back.status).toBe(200)
    expect(back.json['properties']?.['lifecyclestage']).toBe('salesqualifiedlead')
    const cleared = await portal.call('PATCH', `${v3}/contacts/${id}`, { properties: { lifecyclestage: '' } })
    expect(cleared.json['properties']?.['lifecyclestage']).toBeNull()
    portal.clock.advance(60_000)
    await portal.call('PATCH', `${v3}/contacts/${id}`, { properties: { lifecyclestage: 'lead' } })
    const read = await portal.call(
      'GET',
      `${v3}/contacts/${id}?properties=lifecyclestage,hs_v2_date_entered_lead&propertiesWithHistory=lifecyclestage`,
    )
    expect(read.json['properties']).toMatchObject({
      lifecyclestage: 'lead',
      hs_v2_date_entered_lead: '2026-11-21T12:01:00Z',
    })
    const history = read.json['propertiesWithHistory']?.['lifecyclestage'] as unknown as { value: string }[]
    expect(history.map(({ value }) => value)).toEqual(['lead', '', 'salesqualifiedlead'])
  })

  it('moves the people of a deal to opportunity, and to customer when it is won', async () => {
    const id = await contact({ email: 'buyer@example.com' })
    const deal = await portal.call('POST', `${v3}/deals`, {
      properties: { dealname: 'D', dealstage: 'qualifiedtobuy', pipeline: 'default', amount: '10' },
      associations: [{ to: { id }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 3 }] }],
    })
    const stage = async () => {
      const read = await portal.call('GET', `${v3}/contacts/${id}?properties=lifecyclestage`)
      return read.json['properties']?.['lifecyclestage']
    }
    expect(await stage()).toBe('opportunity')
    const won = await portal.call('PATCH', `${v3}/deals/${text(deal.json['id'])}`, {
      properties: { dealstage: 'closedwon' },
    })
    expect(won.json['properties']).toMatchObject({
      hs_is_closed_won: 'true',
      closedate: new Date(portal.clock.now()).toISOString().replace('.000', ''),
    })
    expect(await stage()).toBe('customer')
  })

  it('merges into a new id which both old ids lead to', async () => {
    const first = await contact({ email: 'one@example.com', firstname: 'One' })
    const second = await contact({ email: 'two@example.com', lastname: 'Two' })
    const merged = await portal.call('POST', `${v3}/contacts/merge`, {
      primaryObjectId: first,
      objectIdToMerge: second,
    })
    expect(merged.status).toBe(200)
    const id = text(merged.json['id'])
    expect([first, second]).not.toContain(id)
    for (const old of [first, second]) {
      const read = await portal.call('GET', `${v3}/contacts/${old}?properties=hs_merged_object_ids,email,lastname`)
      expect(read.json['id']).toBe(id)
      expect(read.json['properties']).toMatchObject({
        hs_merged_object_ids: `${first};${second}`,
        email: 'one@example.com',
        lastname: 'Two',
      })
    }
    const taken = await portal.call('POST', `${v3}/contacts`, { properties: { email: 'two@example.com' } })
    expect(taken.json['message']).toBe(`Contact already exists. Existing ID: ${id}`)
    const update = await portal.call('POST', `${v3}/contacts/batch/update`, {
      inputs: [{ id: first, properties: { firstname: 'X' } }],
    })
    expect(update).toMatchObject({ status: 200, json: { results: [] } })
  })

  it('answers 404 for archived records until archived ones are asked for', async () => {
    const id = await contact({ email: 'gone@example.com' })
    expect((await portal.call('DELETE', `${v3}/contacts/${id}`)).status).toBe(204)
    const gone = await portal.call('GET', `${v3}/contacts/${id}`)
    expect(gone).toMatchObject({ status: 404, json: { message: 'resource not found' } })
    expect((await portal.call('GET', `${v3}/contacts/${id}?archived=true`)).json['archived']).toBe(true)
    const listed = await portal.call('GET', `${v3}/contacts?archived=true`)
    expect((listed.json['results'] as unknown as { id: string }[]).map((record) => record.id)).toContain(id)
    // The address is free again.
    await contact({ email: 'gone@example.com' })
  })
})

describe('lists', () => {
  it('gives every record once, in order of ids, with `after` as the next id', async () => {
    const seen: string[] = []
    let path = `${dated}/contacts?limit=2&properties=email`
    for (;;) {
      const page = await portal.call('GET', path)
      const results = page.json['results'] as unknown as { id: string }[]
      seen.push(...results.map(({ id }) => id))
      const after = page.json['paging']?.['next']?.['after']
      if (after === undefined) break
      path = `${dated}/contacts?limit=2&properties=email&after=${text(after)}`
    }
    expect(seen.length).toBeGreaterThan(3)
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => Number(a) - Number(b)))
    expect((await portal.call('GET', `${v3}/contacts?limit=101`)).status).toBe(400)
  })
})

describe('calls that are wrong in themselves', () => {
  it('answers broken JSON with a position, unknown types with 400, odd ids with 404', async () => {
    const broken = await portal.call('POST', `${v3}/contacts`, '{\n"properties": }')
    expect(broken.status).toBe(400)
    expect(text(broken.json['message'])).toMatch(/^Invalid input JSON on line 2, column \d+: /)
    expect(broken.json).not.toHaveProperty('category')
    expect((await portal.call('GET', `${v3}/butterflies`)).json['message']).toBe(
      'Unable to infer object type from: butterflies',
    )
    expect((await portal.call('GET', `${v3}/contacts/abc`)).json['category']).toBe('OBJECT_NOT_FOUND')
    expect((await portal.call('POST', `${v3}/contacts`, { properties: [] })).status).toBe(400)
    expect((await portal.call('POST', `${v3}/contacts/batch/read`, { inputs: 'x' })).status).toBe(400)
    expect((await portal.call('POST', `${v3}/contacts/batch/read`)).status).toBe(400)
  })

  it('wants a token it knows and the scopes of the call', async () => {
    const none = await portal.call('GET', `${v3}/contacts`, undefined, { authorization: '' })
    expect(none).toMatchObject({ status: 401, json: { category: 'INVALID_AUTHENTICATION' } })
    const old = await portal.call('GET', `${v3}/contacts`, undefined, { authorization: 'Bearer pat-na1-unknown' })
    expect(old).toMatchObject({ status: 401, json: { category: 'EXPIRED_AUTHENTICATION' } })
    const narrow = await openTestPortal({ scopes: ['crm.objects.contacts.read'] })
    expect((await narrow.call('GET', `${v3}/contacts`)).status).toBe(200)
    const owners = await narrow.call('GET', '/crm/v3/owners')
    expect(owners).toMatchObject({
      status: 403,
      json: {
        category: 'MISSING_SCOPES',
        errors: [{ context: { requiredGranularScopes: ['crm.objects.owners.read'] } }],
      },
    })
    await narrow.close()
  })
})
