import { describe, expect, it } from 'vitest'
import type { Candidate } from './match.ts'
import { dealKey, matchPerson, opportunityKey, personKey, taskKey } from './match.ts'

const lead = (id: string, IsConverted = 'false'): Candidate => ({
  object: 'Lead',
  id,
  values: { IsConverted },
  createdAt: 0,
  modifiedAt: 0,
})
const contact = (id: string): Candidate => ({ ...lead(id), object: 'Contact', values: {} })

const NOBODY = { key: '1:2', salesforceId: null }

describe('which record is this person', () => {
  it('nobody, when there is none or only converted leads', () => {
    expect(matchPerson([], NOBODY)).toEqual({ kind: 'none' })
    expect(matchPerson([lead('1', 'true')], NOBODY)).toEqual({ kind: 'none' })
  })

  it('the only open lead; converted ones do not make it ambiguous', () => {
    expect(matchPerson([lead('1', 'true'), lead('2')], NOBODY)).toEqual({
      kind: 'one',
      candidate: lead('2'),
      others: [],
      by: 'email',
    })
  })

  it('the only contact before any lead, which is noted', () => {
    const others = [lead('1'), lead('2')]
    expect(matchPerson([...others, contact('3')], NOBODY)).toEqual({
      kind: 'one',
      candidate: contact('3'),
      others,
      by: 'email',
    })
  })

  it('never one of several, in whatever order they come', () => {
    const leads = [lead('1'), lead('2')]
    expect(matchPerson(leads, NOBODY)).toEqual({ kind: 'several', candidates: leads })
    expect(matchPerson(leads.toReversed(), NOBODY)).toMatchObject({ kind: 'several' })
    const contacts = [contact('3'), contact('4')]
    expect(matchPerson([lead('1'), ...contacts], NOBODY)).toEqual({ kind: 'several', candidates: contacts })
  })
})

describe('a record that an earlier meeting marked', () => {
  const marked = (candidate: Candidate): Candidate => ({
    ...candidate,
    values: { ...candidate.values, Tandem_Key__c: NOBODY.key },
  })

  it('decides among several by its key or by the id that the contact names', () => {
    const leads = [lead('1'), marked(lead('2')), lead('3')]
    expect(matchPerson(leads, NOBODY)).toMatchObject({ kind: 'one', candidate: { id: '2' }, by: 'stored-id' })
    const named = { ...NOBODY, salesforceId: '3' }
    expect(matchPerson([lead('1'), contact('3')], named)).toMatchObject({ candidate: { id: '3' }, by: 'stored-id' })
    expect(matchPerson([contact('1'), lead('3')], named)).toMatchObject({ candidate: { id: '3' }, by: 'stored-id' })
  })

  it('does not when it was converted, or when two records bear the mark', () => {
    expect(matchPerson([marked(lead('1', 'true')), lead('2')], NOBODY)).toMatchObject({
      candidate: { id: '2' },
      by: 'email',
    })
    expect(matchPerson([marked(lead('1')), marked(lead('2'))], NOBODY)).toMatchObject({ kind: 'several' })
  })
})

it('keys of one person, its tasks and opportunities never meet, and fit the key field of 80 characters', () => {
  const key = personKey('148200317', '171591000101')
  const keys = [
    key,
    taskKey(key, 1),
    taskKey(key, 2),
    opportunityKey(key, 1),
    dealKey('00D5e0000000001EAA', '0065e0000000001AAA'),
  ]
  expect(new Set(keys).size).toBe(keys.length)
  for (const one of keys) expect(one.length).toBeLessThanOrEqual(80)
})
