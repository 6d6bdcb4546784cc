import type { Client } from '@hubspot/api-client'
import { afterEach, expect } from 'vitest'
import type { HubSpotSettings } from '#sandbox/hubspot/settings.ts'
import type { TestPortal } from '#sandbox/hubspot/test-portal.ts'
import { noon, openTestPortal, text } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import { objectPaths, post } from './object-paths.ts'
import { apiRequest, officialClient } from './official.ts'

const changelog = 'https://developers.hubspot.com/changelog/updated-merge-functionality-for-contacts-and-companies'
const errorHandling = 'https://developers.hubspot.com/docs/api-reference/error-handling'
const documented = (says: string, at = changelog) => ({ evidence: 'documented' as const, at, says })
const assumed = (says: string) => ({ evidence: 'assumed' as const, at: changelog, says })

let portal: TestPortal
let hubspot: Client
afterEach(() => portal.close())

async function open(settings: Partial<HubSpotSettings> = {}): Promise<void> {
  portal = await openTestPortal(settings)
  hubspot = officialClient(portal)
}

const add = async (email: string, properties: Record<string, string> = {}) =>
  (await hubspot.crm.contacts.basicApi.create({ properties: { email, ...properties } })).id
const mergeIds = async (primaryObjectId: string, objectIdToMerge: string) =>
  (await hubspot.crm.contacts.basicApi.merge({ primaryObjectId, objectIdToMerge })).id
const read = (id: string, properties: readonly string[] = []) =>
  hubspot.crm.contacts.basicApi.getById(id, [...properties])

rule(
  'two contacts become one with a new id',
  documented('since 2025-01-14 contacts and companies merge into a new record id; POST …/merge answers 200'),
  async () => {
    await open()
    for (const [at, path] of objectPaths('contacts').entries()) {
      const primaryObjectId = await add(`one${at}@example.com`)
      const objectIdToMerge = await add(`two${at}@example.com`)
      const merged = await apiRequest(hubspot, {
        method: 'POST',
        path: `${path}/merge`,
        body: { primaryObjectId, objectIdToMerge },
      })
      expect(merged.status).toBe(200)
      expect([primaryObjectId, objectIdToMerge]).not.toContain(text(merged.json['id']))
    }
    const [a, b] = await Promise.all(
      ['A', 'B'].map(async (name) => (await hubspot.crm.companies.basicApi.create({ properties: { name } })).id),
    )
    const company = await hubspot.crm.companies.basicApi.merge({ primaryObjectId: a ?? '', objectIdToMerge: b ?? '' })
    expect([a, b]).not.toContain(company.id)
    expect(company.properties['name']).toBe('A')
  },
)

rule(
  'old ids are answered with the merged record, under an id that was not asked for',
  documented('GET and PATCH by either old id keep working and return the merged record'),
  async () => {
    await open()
    const first = await add('one@example.com')
    const second = await add('two@example.com')
    const id = await mergeIds(first, second)
    for (const old of [first, second]) {
      expect((await read(old)).id).toBe(id)
      for (const path of objectPaths('contacts')) {
        expect((await apiRequest(hubspot, { path: `${path}/${old}` })).json['id']).toBe(id)
      }
      expect((await hubspot.crm.contacts.basicApi.update(old, { properties: { jobtitle: old } })).id).toBe(id)
      expect((await read(id, ['jobtitle'])).properties['jobtitle']).toBe(old)
    }
    const page = await hubspot.crm.contacts.basicApi.getPage()
    expect(page.results.map((each) => each.id)).toEqual([id])
  },
)

rule(
  'the merged record names the ids that went into it, contacts with the instant',
  documented('hs_merged_object_ids "id1;id2"; hs_calculated_merged_vids "vid:timestamp;vid:timestamp"'),
  async () => {
    await open()
    const first = await add('one@example.com')
    const second = await add('two@example.com')
    const id = await mergeIds(first, second)
    const { properties } = await read(id, ['hs_merged_object_ids', 'hs_calculated_merged_vids', 'hs_all_contact_vids'])
    expect(properties['hs_merged_object_ids']).toBe(`${first};${second}`)
    expect(properties['hs_all_contact_vids']).toBe(`${id};${first};${second}`)
    expect(properties['hs_calculated_merged_vids']).toBe(`${first}:${noon};${second}:${noon}`)
  },
)

rule(
  'values of the primary record win, the other fills the gaps; the older creation stays',
  documented('the primary record keeps its values', 'https://knowledge.hubspot.com/records/merge-records'),
  async () => {
    await open()
    const other = await add('two@example.com', { firstname: 'Two', lastname: 'Lind' })
    portal.clock.advance(60_000)
    const primary = await add('one@example.com', { firstname: 'One' })
    portal.clock.advance(60_000)
    const merged = await read(await mergeIds(primary, other), ['firstname', 'lastname', 'email'])
    expect(merged.properties).toMatchObject({ firstname: 'One', lastname: 'Lind', email: 'one@example.com' })
    expect(merged.createdAt).toEqual(new Date(noon))
    expect(merged.updatedAt).toEqual(new Date(noon + 120_000))
  },
)

rule(
  'the address of the other record becomes a further one and still identifies the contact',
  {
    evidence: 'reported',
    at: 'https://knowledge.hubspot.com/records/merge-records',
    says: 'hs_additional_emails also identify a contact: a create with one of them is 409 with the id of its owner.',
  },
  async () => {
    await open()
    const id = await mergeIds(await add('one@example.com'), await add('two@example.com'))
    expect((await read(id, ['hs_additional_emails'])).properties['hs_additional_emails']).toBe('two@example.com')
    for (const path of objectPaths('contacts')) {
      const taken = await apiRequest(hubspot, {
        method: 'POST',
        path,
        body: { properties: { email: 'two@example.com' } },
      })
      expect([taken.status, taken.json['message']]).toEqual([409, `Contact already exists. Existing ID: ${id}`])
    }
    const found = await hubspot.crm.contacts.basicApi.getById(
      'two@example.com',
      undefined,
      undefined,
      undefined,
      false,
      'email',
    )
    expect(found.id).toBe(id)
    const third = await add('three@example.com')
    await expect(
      hubspot.crm.contacts.basicApi.update(third, { properties: { email: 'two@example.com' } }),
    ).rejects.toMatchObject({ code: 409 })
  },
)

rule(
  'chains of merges lead to the last record',
  assumed('hs_merged_object_ids carries all ids, hs_calculated_merged_vids may lack those of earlier merges'),
  async () => {
    await open()
    const [a, b, c] = [await add('a@example.com'), await add('b@example.com'), await add('c@example.com')]
    const middle = await mergeIds(a, b)
    portal.clock.advance(60_000)
    // An old id names the merged record here as well.
    const last = await mergeIds(a, c)
    for (const old of [a, b, middle, c]) expect((await read(old)).id).toBe(last)
    const { properties } = await read(last, [
      'hs_merged_object_ids',
      'hs_calculated_merged_vids',
      'hs_additional_emails',
    ])
    expect(properties).toMatchObject({
      hs_merged_object_ids: [a, b, middle, c].join(';'),
      hs_calculated_merged_vids: `${middle}:${noon + 60_000};${c}:${noon + 60_000}`,
      hs_additional_emails: 'b@example.com;c@example.com',
    })
  },
)

rule(
  'associations of both records move to the merged one',
  documented('the merged record has the associations of both', 'https://knowledge.hubspot.com/records/merge-records'),
  async () => {
    for (const mergedRecordId of ['new', 'primary'] as const) {
      await open({ mergedRecordId })
      const first = await add('one@example.com')
      const second = await add('two@example.com')
      const deals = await Promise.all(
        [first, second].map(async (contact) => {
          const { id } = await hubspot.crm.deals.basicApi.create({ properties: { dealname: contact } })
          await hubspot.crm.associations.v4.basicApi.createDefault('contacts', contact, 'deals', id)
          return id
        }),
      )
      const id = await mergeIds(first, second)
      const linked = await hubspot.crm.contacts.basicApi.getById(id, undefined, undefined, ['deals'])
      expect(linked.associations?.['deals']?.results.map((each) => each.id).sort()).toEqual(deals.toSorted())
      for (const deal of deals) {
        const back = await hubspot.crm.deals.basicApi.getById(deal, undefined, undefined, ['contacts'])
        expect(back.associations?.['contacts']?.results.map((each) => each.id)).toEqual([id])
      }
      if (mergedRecordId === 'new') await portal.close()
    }
  },
)

rule(
  'the stage furthest down the funnel is kept, whichever record had it',
  documented(
    'Lifecycle Stage: the stage furthest down the funnel is maintained',
    'https://knowledge.hubspot.com/records/merge-records',
  ),
  async () => {
    await open()
    const lead = await add('one@example.com', { lifecyclestage: 'lead' })
    const customer = await add('two@example.com', { lifecyclestage: 'customer' })
    const id = await mergeIds(lead, customer)
    expect((await read(id, ['lifecyclestage'])).properties).toMatchObject({ lifecyclestage: 'customer' })
    const subscriber = await add('three@example.com', { lifecyclestage: 'subscriber' })
    const next = await mergeIds(id, subscriber)
    expect((await read(next, ['lifecyclestage'])).properties).toMatchObject({ lifecyclestage: 'customer' })
  },
)

rule(
  'of two primary companies the one of the primary record stays, the other is only associated',
  documented('excess "primary" associations from secondary records will be dropped'),
  async () => {
    await open()
    const people = [await add('one@example.com'), await add('two@example.com')] as const
    const companies = await Promise.all(
      people.map(async (person) => {
        const { id } = await hubspot.crm.companies.basicApi.create({ properties: { name: `Of ${person}` } })
        await hubspot.crm.associations.v4.basicApi.createDefault('contacts', person, 'companies', id)
        return id
      }),
    )
    const id = await mergeIds(...people)
    const { results } = await hubspot.crm.associations.v4.basicApi.getPage('contacts', id, 'companies')
    const types = results.map(({ toObjectId, associationTypes }) => [
      toObjectId,
      associationTypes.map(({ typeId }) => typeId).toSorted((a, b) => a - b),
    ])
    expect(Object.fromEntries(types)).toEqual({ [companies[0] ?? '']: [1, 279], [companies[1] ?? '']: [279] })
    const back = await hubspot.crm.associations.v4.basicApi.getPage('companies', companies[1] ?? '', 'contacts')
    expect(back.results.map(({ associationTypes }) => associationTypes.map(({ typeId }) => typeId))).toEqual([[280]])
    expect((await read(id, ['associatedcompanyid'])).properties['associatedcompanyid']).toBe(companies[0])
  },
)

rule(
  'a static list keeps the person under the new id',
  assumed('the merged record is in the static lists of both'),
  async () => {
    await open()
    const first = await add('one@example.com')
    const second = await add('two@example.com')
    const other = await add('three@example.com')
    const { list } = await hubspot.crm.lists.listsApi.create({
      name: 'Static',
      objectTypeId: '0-1',
      processingType: 'MANUAL',
    })
    const { membershipsApi } = hubspot.crm.lists
    await membershipsApi.add(list.listId, [second, other])
    const id = await mergeIds(first, second)
    const members = (await membershipsApi.getPage(list.listId)).results.map(({ recordId }) => recordId)
    expect(members).toEqual([other, id])
  },
)

rule(
  'an account in the beta keeps the id of the primary record',
  documented('accounts of a beta keep the primary id; the other id keeps resolving'),
  async () => {
    await open({ mergedRecordId: 'primary' })
    const other = await add('two@example.com')
    const primary = await add('one@example.com')
    const later = await add('three@example.com')
    expect(await mergeIds(primary, other)).toBe(primary)
    expect((await read(other)).id).toBe(primary)
    const { properties } = await read(primary, ['hs_merged_object_ids', 'hs_calculated_merged_vids'])
    expect(properties).toMatchObject({
      hs_merged_object_ids: other,
      hs_calculated_merged_vids: `${other}:${noon}`,
    })
    const page = await hubspot.crm.contacts.basicApi.getPage()
    expect(page.results.map(({ id }) => id)).toEqual([primary, later])
    const update = await post(hubspot, 'contacts/batch/update', {
      inputs: [primary, other].map((id) => ({ id, properties: { jobtitle: 'CTO' } })),
    })
    expect(update).toMatchObject({ status: 200, json: { results: [{ id: primary }] } })
    expect(update.json['results']).toHaveLength(1)
  },
)

rule(
  'a record takes part in 250 merges at most',
  documented(
    '414 "Cannot have more than 250 identities on a profile": merging records that had a combined total of 250 merges',
    errorHandling,
  ),
  async () => {
    for (const mergedRecordId of ['new', 'primary'] as const) {
      await open({ maxMerges: 3, mergedRecordId })
      const [a, b, c, d, e] = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => add(`${name}@example.com`)))
      const left = await mergeIds(a ?? '', b ?? '')
      const right = await mergeIds(c ?? '', d ?? '')
      const all = await mergeIds(left, right)
      for (const path of objectPaths('contacts')) {
        const refused = await apiRequest(hubspot, {
          method: 'POST',
          path: `${path}/merge`,
          body: { primaryObjectId: all, objectIdToMerge: e },
        })
        expect(refused).toMatchObject({
          status: 414,
          json: { status: 'error', message: 'Cannot have more than 3 identities on a profile' },
        })
      }
      expect((await read(e ?? '')).id).toBe(e)
      if (mergedRecordId === 'new') await portal.close()
    }
  },
)

rule(
  'merging what is unknown or the same is refused',
  assumed('404 for an unknown id, 400 for a record with itself'),
  async () => {
    await open()
    const id = await add('one@example.com')
    const merge = (objectIdToMerge: string) =>
      hubspot.crm.contacts.basicApi.merge({ primaryObjectId: id, objectIdToMerge })
    await expect(merge('1')).rejects.toMatchObject({ code: 404, body: { message: 'resource not found' } })
    await expect(merge(id)).rejects.toMatchObject({ code: 400, body: { category: 'VALIDATION_ERROR' } })
    await expect(merge('abc')).rejects.toMatchObject({ code: 400 })
  },
)

rule(
  'search shows a merged record after its delay and never the old ones',
  documented('"may take a few moments"', 'https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm'),
  async () => {
    await open({ searchDelayMs: 10_000 })
    const first = await add('one@example.com')
    const second = await add('two@example.com')
    const found = async () => {
      const { results } = await hubspot.crm.contacts.searchApi.doSearch({
        filterGroups: [],
        properties: [],
        sorts: [],
        limit: 10,
        after: '0',
      })
      return results.map(({ id }) => id)
    }
    portal.clock.advance(10_000)
    expect(await found()).toEqual([first, second])
    const id = await mergeIds(first, second)
    expect(await found()).toEqual([])
    portal.clock.advance(10_000)
    expect(await found()).toEqual([id])
  },
)

rule('merges survive a snapshot', assumed('a property of the sandbox'), async () => {
  await open()
  const first = await add('one@example.com')
  const id = await mergeIds(first, await add('two@example.com'))
  const snapshot = portal.sandbox.snapshot()
  await hubspot.crm.contacts.basicApi.archive(id)
  portal.sandbox.restore(snapshot)
  expect((await read(first)).id).toBe(id)
})
