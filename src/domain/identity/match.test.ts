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

describe('which record is this person', () => {
  it('nobody, when there is none or only converted leads', () => {
    expect(matchPerson([])).toEqual({ kind: 'none' })
    expect(matchPerson([lead('1', 'true')])).toEqual({ kind: 'none' })
  })

  it('the only open lead; converted ones do not make it ambiguous', () => {
    expect(matchPerson([lead('1', 'true'), lead('2')])).toEqual({ kind: 'one', candidate: lead('2'), others: [] })
  })

  it('the only contact before any lead, which is noted', () => {
    const others = [lead('1'), lead('2')]
    expect(matchPerson([...others, contact('3')])).toEqual({ kind: 'one', candidate: contact('3'), others })
  })

  it('never one of several, in whatever order they come', () => {
    const leads = [lead('1'), lead('2')]
    expect(matchPerson(leads)).toEqual({ kind: 'several', candidates: leads })
    expect(matchPerson(leads.toReversed())).toMatchObject({ kind: 'several' })
    const contacts = [contact('3'), contact('4')]
    expect(matchPerson([lead('1'), ...contacts])).toEqual({ kind: 'several', candidates: contacts })
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
