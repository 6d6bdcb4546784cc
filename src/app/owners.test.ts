import { describe, expect, it } from 'vitest'
import { directoryOf } from '#domain/routing/route.ts'
import { loopDocument, parsed } from '#support/company.ts'
import { hubspotOwners, ownerTranslation } from './owners.ts'
import type { Scope } from './scope.ts'

const hubspot = (id: string, email: string | null, active = true) => ({ id, email, name: id, active, managerId: null })
const salesforce = (id: string, email: string, active = true) => ({ id, email, name: id, active, managerId: null })

const ownerOn = ownerTranslation(
  {
    owners: { 'Ann@marketing.example': 'ann@sales.example' },
    routing: { ...parsed(loopDocument()).routing, fallbackOwner: 'Boss@sales.example' },
  },
  [
    hubspot('1', 'ann@marketing.example'),
    hubspot('2', 'bob@sales.example'),
    hubspot('3', 'gone@sales.example'),
    hubspot('4', null),
    hubspot('5', 'left@sales.example', false),
  ],
  directoryOf([
    salesforce('005A', 'ann@sales.example'),
    salesforce('005B', 'bob@sales.example'),
    salesforce('005L', 'left@sales.example'),
    salesforce('005G', 'gone@sales.example', false),
    salesforce('005F', 'boss@sales.example'),
  ]),
)

describe('the same person on the other side', () => {
  it.each([
    ['salesforce', '1', '005A'],
    ['salesforce', '2', '005B'],
    ['hubspot', '005A', '1'],
    ['hubspot', '005B', '2'],
  ] as const)('on %s, of %s, is %s', (to, id, found) => {
    expect(ownerOn(to, id)).toEqual({ id: found, known: true })
  })

  it('is the fallback owner in Salesforce when nobody there is active, and nobody in HubSpot', () => {
    for (const id of ['3', '4', '99']) expect(ownerOn('salesforce', id)).toEqual({ id: '005F', known: false })
    for (const id of ['005F', '005L', '00G1']) expect(ownerOn('hubspot', id)).toEqual({ id: null, known: false })
  })
})

describe('the owners of HubSpot', () => {
  it('are read once for all lanes, and again after a while or a failure', async () => {
    let now = 0
    let asked = 0
    let answer = (): Promise<readonly never[]> => Promise.reject(new Error('503'))
    const reps = () => Promise.resolve(directoryOf([]))
    // Each batch has a connector of its own lane.
    const inSomeLane = () =>
      hubspotOwners({
        clock: { now: () => now },
        reps,
        hubspot: {
          owners: () => {
            asked += 1
            return answer()
          },
        },
      } as unknown as Scope)
    await expect(inSomeLane()).rejects.toThrow('503')
    answer = () => Promise.resolve([])
    await inSomeLane()
    await inSomeLane()
    expect(asked).toBe(2)
    now = 6 * 60_000
    await inSomeLane()
    expect(asked).toBe(3)
  })
})
