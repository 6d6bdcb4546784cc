import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { Base } from '../identity/link.ts'
import { companyAccount, companyPlain } from '../objects/company-account.ts'
import { taskPlain, taskTask } from '../objects/task-task.ts'
import type { ContextTools } from '../reconcile/record.ts'
import type { MatchKeys } from '../identity/company-match.ts'
import type { Values } from '../mapping/value.ts'
import { makes, matchPlain, plainKey, planCreate, planUpdate, recordOfKey, withOwners } from './plain.ts'

const USERS: Readonly<Record<string, string>> = { ann: '005A', bob: '005B' }
const OWNERS = Object.fromEntries(Object.entries(USERS).map(([owner, user]) => [user, owner]))
const tools: ContextTools = {
  noonOf: (date) => `${date}T11:00:00.000Z`,
  dateOf: (instant) => instant.slice(0, 10),
  ownerOn: (to, id) => {
    const found = (to === 'salesforce' ? USERS : OWNERS)[id]
    return { id: found ?? null, known: found !== undefined }
  },
}
const record = (id: string, values: Values) => ({ id, values, createdAt: 0, modifiedAt: 0 })
const keys = (strong: readonly string[], weak: readonly string[] = []): MatchKeys => ({ strong, weak })

describe('the partner of a record', () => {
  const own = keys(['domain:a'], ['name:a'])
  const none = new Set<string>()

  it('is the one that bears the key, whatever else is alike', () => {
    const candidates = [
      { id: '1', keys: keys([]) },
      { id: '2', keys: own },
    ]
    expect(matchPlain(own, candidates, new Set(['1']))).toEqual({ kind: 'one', id: '1', by: 'stored-id' })
  })

  it('is the only one with the same domain', () => {
    expect(
      matchPlain(
        own,
        [
          { id: '1', keys: own },
          { id: '2', keys: keys([], ['name:a']) },
        ],
        none,
      ),
    ).toEqual({
      kind: 'one',
      id: '1',
      by: 'domain',
    })
  })

  it('is never one of several, and never one with the same name alone', () => {
    const several = [
      { id: '1', keys: own },
      { id: '2', keys: own },
    ]
    expect(matchPlain(own, several, none)).toEqual({ kind: 'several', ids: ['1', '2'] })
    expect(matchPlain(own, several, new Set(['1', '2']))).toMatchObject({ kind: 'several' })
    expect(matchPlain(own, [{ id: '1', keys: keys([], ['name:a']) }], none)).toEqual({ kind: 'suggested', ids: ['1'] })
    expect(matchPlain(own, [{ id: '1', keys: keys(['domain:b'], ['name:b']) }], none)).toEqual({ kind: 'none' })
    expect(matchPlain(keys([]), [{ id: '1', keys: keys([]) }], none)).toEqual({ kind: 'none' })
  })
})

describe('a stored key', () => {
  it('names its record on the side whose account it begins with', () => {
    expect(recordOfKey('42', plainKey('42', '900'))).toBe('900')
    expect(recordOfKey('43', plainKey('42', '900'))).toBeNull()
    expect(recordOfKey('42', null)).toBeNull()
  })

  it('of a follow-up task names no record', () => {
    expect(recordOfKey('42', '42:900:task:1')).toBeNull()
  })
})

it('partners are made on the side that the settings allow', () => {
  expect(makes({ create: 'both' }, 'hubspot')).toBe(true)
  expect(makes({ create: 'to-salesforce' }, 'hubspot')).toBe(true)
  expect(makes({ create: 'to-salesforce' }, 'salesforce')).toBe(false)
  expect(makes({ create: 'none' }, 'salesforce')).toBe(false)
})

describe('owners', () => {
  const acting = (hubspot: string | null, salesforce: string) =>
    withOwners(taskTask.defaults, tools, {
      hubspot: { hubspot_owner_id: hubspot },
      salesforce: { OwnerId: salesforce },
    }).find((map) => map.salesforce === 'OwnerId')?.direction ?? 'none'

  it.each([
    ['ann', '005B', 'both'],
    [null, '005B', 'to-hubspot'],
    ['ann', '00GQueue', 'to-salesforce'],
    ['stranger', '005B', 'none'],
    [null, '00GQueue', 'none'],
  ])('%s in HubSpot and %s in Salesforce: %s', (hubspot, salesforce, direction) => {
    expect(acting(hubspot, salesforce)).toBe(direction)
  })
})

describe('a new record', () => {
  const create = (
    input: Pick<Parameters<typeof planCreate>[0], 'to' | 'source'> & { given?: Values; otherwise?: Values },
  ) => planCreate({ pair: companyPlain, maps: companyAccount.defaults, tools, given: {}, otherwise: {}, ...input })

  it('in Salesforce has a name, also when the company has a domain alone, and the owner that stands in', () => {
    const source = record('1', { name: null, domain: 'acme.com', website: null, hubspot_owner_id: null })
    const { values, base } = create({ to: 'salesforce', source, otherwise: { OwnerId: '005F' } })
    expect(values).toMatchObject({ Name: 'acme.com', Website: 'acme.com', OwnerId: '005F' })
    expect(base['hubspot_owner_id']).toEqual({ hubspot: null, salesforce: '005F' })
  })

  it('in Salesforce keeps its own owner, and what its circumstances ask for goes before all', () => {
    const source = record('1', { name: 'Acme', hubspot_owner_id: 'ann' })
    const { values } = create({ to: 'salesforce', source, otherwise: { OwnerId: '005F' }, given: { Name: 'Given' } })
    expect(values).toMatchObject({ Name: 'Given', OwnerId: '005A' })
  })

  it('in HubSpot has the domain of its website', () => {
    const source = record('1', { Name: 'Acme', Website: 'https://www.acme.com/en' })
    expect(create({ to: 'hubspot', source }).values).toMatchObject({ name: 'Acme', domain: 'acme.com' })
  })

  it('of tasks is due, without a day when it was set', () => {
    const task = (values: Values) =>
      planCreate({
        pair: taskPlain,
        maps: taskTask.defaults,
        to: 'hubspot',
        source: record('1', values),
        tools,
        given: {},
        otherwise: {},
      }).values
    const undated = { Subject: null, ActivityDate: null, CreatedDate: '2026-03-02T15:00:00.000Z' }
    expect(task(undated)).toMatchObject({ hs_task_subject: 'Task', hs_timestamp: '2026-03-02T15:00:00.000Z' })
    expect(task({ ...undated, ActivityDate: '2026-03-04' })).toMatchObject({ hs_timestamp: '2026-03-04T11:00:00.000Z' })
  })
})

const value = fc.option(fc.constantFrom('a', 'b', 'c'), { nil: null })
const PLAIN_FIELDS = companyAccount.defaults.filter((map) => map.salesforce !== 'OwnerId' && map.hubspot !== 'industry')
const side = (name: 'hubspot' | 'salesforce') =>
  fc
    .tuple(...PLAIN_FIELDS.map(() => value))
    .map((values): Values => Object.fromEntries(PLAIN_FIELDS.map((map, i) => [map[name], values[i] ?? null])))

test.prop([side('hubspot'), side('salesforce'), fc.boolean()])(
  'once written, a pair asks for nothing more, and held fields keep their base',
  (hubspot, salesforce, met) => {
    const base: Base = met ? { name: { hubspot: 'x', salesforce: 'x' } } : {}
    const plan = (h: Values, s: Values, from: Base, frozen: readonly string[] = []) =>
      planUpdate({
        maps: PLAIN_FIELDS,
        link: { base: from },
        hubspot: { ...record('1', { domain: null, ...h }), modifiedAt: 1 },
        salesforce: record('2', s),
        tools,
        frozen: new Set(frozen),
      })
    const first = plan(hubspot, salesforce, base)
    const written = (values: Values, writes: typeof first.toHubspot): Values => ({
      ...values,
      ...Object.fromEntries(writes.map((write) => [write.field, write.value])),
    })
    const then = plan(written(hubspot, first.toHubspot), written(salesforce, first.toSalesforce), first.base)
    expect([...then.toHubspot, ...then.toSalesforce]).toEqual([])
    const held = plan(hubspot, salesforce, base, ['name'])
    expect([...held.toHubspot, ...held.toSalesforce].some((write) => write.map === 'name')).toBe(false)
    if (held.held.includes('name')) expect(held.base['name']).toEqual(base['name'])
  },
)
