import { describe, expect, it } from 'vitest'
import { decideReview } from '#app/review/decide-review.ts'
import { undoReview } from '#app/review/undo-review.ts'
import type { Scope } from '#app/scope.ts'
import { EMAIL, her, meeting } from '#support/alike.ts'
import { company, HOUR, mql } from '#support/company.ts'
import { journalOf, quiesce, useWorld } from '#support/world.ts'

const world = useWorld()

const pairs = async (scope: Scope) => {
  const states = ['open', 'accepted', 'rejected'] as const
  return (await Promise.all(states.map((state) => scope.store.reviews.list(scope.connection.id, state, 10)))).flat()
}
const accept = (scope: Scope, id: string) =>
  decideReview(scope, scope.connection.id, id, { state: 'accepted', by: 'Rita' })
const keyOf = async (id: string | null | undefined) =>
  (await world().sales.one(`SELECT Tandem_Key__c FROM Lead WHERE Id = '${id ?? ''}'`))['Tandem_Key__c']

/** What somebody says once, while the worker waits for Salesforce. */
function whileAsking(scope: Scope, asking: 'write' | 'findBy', say: () => Promise<unknown>): Scope {
  let isSaid = false
  const then = async <T>(answer: Promise<T>): Promise<T> => {
    const given = await answer
    if (!isSaid) {
      isSaid = true
      await say()
    }
    return given
  }
  const salesforce: Scope['salesforce'] = {
    ...scope.salesforce,
    withLane: () => salesforce,
    ...(asking === 'write'
      ? { write: (operations) => then(scope.salesforce.write(operations)) }
      : { findBy: (request) => then(scope.salesforce.findBy(request)) }),
  }
  return { ...scope, salesforce }
}

describe('an acceptance that the worker is carrying out', () => {
  const words = {
    'taken back': (scope: Scope, id: string) => undoReview(scope, scope.connection.id, id),
    rejected: (scope: Scope, id: string) =>
      decideReview(scope, scope.connection.id, id, { state: 'rejected', by: 'Rita' }),
  } as const

  it.each([
    ['taken back', 'open'],
    ['rejected', 'rejected'],
  ] as const)('and that is %s before it commits stays %s: the link does not move', async (word, state) => {
    const scope = await meeting(world(), { suggestions: 'list' }, [her])
    const { linkOf, box } = world()
    const before = await linkOf(EMAIL)
    const [found] = await pairs(scope)
    const id = found?.id ?? ''
    await accept(scope, id)
    await quiesce(
      whileAsking(scope, 'write', () => words[word](scope, id)),
      box,
    )
    box.clock.advance(HOUR)
    await quiesce(scope, box)
    expect(await pairs(scope)).toMatchObject([{ id, state, appliedAt: null }])
    const link = await linkOf(EMAIL)
    expect(link).toMatchObject({ id: before.id, salesforceId: before.salesforceId, state: 'active', origin: 'created' })
    // The worker had taken it from the record already.
    expect(await keyOf(before.salesforceId)).toBe(link.key)
    expect(await keyOf(found?.salesforceId)).toBeNull()
    expect(await journalOf(scope, link)).not.toContain('salesforce Lead link')
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({})
  })

  it('cannot be taken back once the two are joined', async () => {
    const scope = await meeting(world(), { suggestions: 'list' }, [her])
    const [found] = await pairs(scope)
    await accept(scope, found?.id ?? '')
    await quiesce(scope, world().box)
    for (const word of Object.values(words))
      await expect(word(scope, found?.id ?? '')).rejects.toThrow('joined already')
    expect(await pairs(scope)).toMatchObject([{ state: 'accepted', appliedAt: expect.any(Number) as number }])
  })

  it('is not followed for a newcomer when it is taken back while Salesforce is asked', async () => {
    const scope = await meeting(world(), { suggestions: 'hold' }, [her])
    const [found] = await pairs(scope)
    const id = found?.id ?? ''
    await accept(scope, id)
    await quiesce(
      whileAsking(scope, 'findBy', () => undoReview(scope, scope.connection.id, id)),
      world().box,
    )
    expect(await pairs(scope)).toMatchObject([{ id, state: 'open' }])
    await expect(world().linkOf(EMAIL)).rejects.toThrow('no link')
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({ SUGGESTED_MATCH: 1 })
  })

  it('rejected while Salesforce is asked makes a record of its own for a newcomer', async () => {
    const scope = await meeting(world(), { suggestions: 'hold' }, [her])
    const [found] = await pairs(scope)
    const id = found?.id ?? ''
    await accept(scope, id)
    await quiesce(
      whileAsking(scope, 'findBy', () => words.rejected(scope, id)),
      world().box,
    )
    expect(await pairs(scope)).toMatchObject([{ id, state: 'rejected' }])
    expect((await world().linkOf(EMAIL)).salesforceId).not.toBe(found?.salesforceId)
  })
})

describe('an acceptance of a record that is known as theirs since a merge', () => {
  it('can be taken back: the two are not joined', async () => {
    const { begin, box, marketing, linkOf } = world()
    const scope = await begin(company({ contacts: [mql('left'), mql('right')] }))
    await quiesce(scope, box)
    const left = await linkOf('left@buyers.example')
    const right = await linkOf('right@buyers.example')
    await marketing.merge(left.hubspotId ?? '', right.hubspotId ?? '')
    box.clock.advance(HOUR)
    await quiesce(scope, box)
    const before = await linkOf('left@buyers.example')
    const [found] = await pairs(scope)
    await accept(scope, found?.id ?? '')
    await undoReview(scope, scope.connection.id, found?.id ?? '')
    await quiesce(scope, box)
    expect(await pairs(scope)).toMatchObject([{ state: 'open', decidedBy: null }])
    expect(await linkOf('left@buyers.example')).toMatchObject({ salesforceId: before.salesforceId })
  })
})

describe('a decision that is taken back', () => {
  it('opens the pairs again that an acceptance had closed, and no other', async () => {
    const twins = ['One', 'Two', 'Three'].map((Company) => ({ LastName: 'Newcomer', Email: EMAIL, Company }))
    const scope = await meeting(world(), {}, twins)
    const [a, b, c] = (await pairs(scope)).map(({ id }) => id)
    await decideReview(scope, scope.connection.id, b ?? '', { state: 'rejected', by: 'Rita' })
    await accept(scope, a ?? '')
    expect(await undoReview(scope, scope.connection.id, a ?? '')).toMatchObject({
      id: a,
      state: 'open',
      decidedBy: null,
    })
    const reopened = (await scope.store.reviews.list(scope.connection.id, 'open', 10)).map(({ id }) => id)
    expect(new Set(reopened)).toEqual(new Set([a, c]))
    // Said twice, it changes nothing.
    expect(await undoReview(scope, scope.connection.id, a ?? '')).toMatchObject({ state: 'open' })
    await undoReview(scope, scope.connection.id, b ?? '')
    expect(await scope.store.reviews.counts(scope.connection.id)).toEqual({ open: 3 })
    await quiesce(scope, world().box)
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({ SEVERAL_MATCHES: 1 })
  })
})
