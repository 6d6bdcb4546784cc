import { describe, expect, it } from 'vitest'
import { linkId } from '#domain/ids.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { JournalRow } from '#ports/store/journal.ts'
import type { IntendedChange, WriteIntent } from '#ports/store/write-intents.ts'
import { agreedBase, isHeld, leftOver } from './left-over.ts'
import { keyChange, MAY_STILL_COME_MS } from './made.ts'

const AT = 1_000_000
const change: IntendedChange = {
  field: 'Phone',
  from: '1',
  to: '2',
  rule: 'phone',
  because: 'changed-one-side',
  winner: 'hubspot',
  map: 'phone',
  source: '+2',
}
const owner: IntendedChange = {
  ...change,
  field: 'OwnerId',
  from: null,
  to: 'me',
  rule: 'pool',
  map: null,
  source: null,
}

const intent = (over: Partial<WriteIntent> = {}): WriteIntent => ({
  subject: 'l1',
  batch: 'b1',
  side: 'salesforce',
  object: 'Lead',
  linkId: linkId('l1'),
  recordId: '00Q',
  changes: [change, owner],
  at: AT,
  configVersion: 1,
  told: false,
  ...over,
})

const record = (values: RemoteRecord['values']): RemoteRecord => ({
  object: 'Lead',
  id: '00Q',
  values,
  createdAt: 0,
  modifiedAt: 0,
  mergedIds: [],
})

const row = (over: Partial<JournalRow>, rule = 'phone', to: string | null = '2'): JournalRow => ({
  at: AT + 1,
  linkId: linkId('l1'),
  side: 'salesforce',
  object: 'Lead',
  recordId: '00Q',
  action: 'update',
  changes: [{ field: 'Phone', from: '1', to, rule, because: rule, winner: 'hubspot' }],
  configVersion: 1,
  cause: 'changed',
  ...over,
})

describe('a write that nobody remembers', () => {
  it('was carried out where its values are there, and tells those alone', () => {
    const found = leftOver(intent(), record({ Phone: '2', OwnerId: 'somebody else' }), [], AT)
    expect(found).toMatchObject({ fate: 'found', recordId: '00Q' })
    expect(found.tells).toEqual([
      { field: 'Phone', from: '1', to: '2', rule: 'phone', because: 'found-as-written', winner: 'hubspot' },
    ])
    expect(found.agreed).toMatchObject([{ map: 'phone', source: '+2' }])
  })

  it('may still come as long as a call may take, then it is given up', () => {
    const now = record({ Phone: '1', OwnerId: null })
    expect(leftOver(intent(), now, [], AT + MAY_STILL_COME_MS)).toMatchObject({ fate: 'waits', tells: [], agreed: [] })
    expect(leftOver(intent(), now, [], AT + MAY_STILL_COME_MS + 1)).toMatchObject({ fate: 'over', tells: [] })
    expect(leftOver(intent(), undefined, [], AT + MAY_STILL_COME_MS + 1).fate).toBe('over')
  })

  it('is not told again when a repeat wrote the same and was told', () => {
    const found = leftOver(intent({ changes: [change] }), record({ Phone: '2' }), [row({})], AT)
    expect(found).toMatchObject({ fate: 'found', tells: [], agreed: [] })
    // What the journal said before it was meant is another story.
    expect(leftOver(intent({ changes: [change] }), record({ Phone: '2' }), [row({ at: AT })], AT).tells).toHaveLength(1)
  })

  it('that the journal has is not told, and what it wrote is agreed on all the same', () => {
    const found = leftOver(intent({ told: true }), record({ Phone: '2', OwnerId: 'me' }), [row({})], AT)
    expect(found).toMatchObject({ fate: 'found', tells: [], agreed: [{ map: 'phone' }] })
  })

  it('says nothing about what both sides agree on once the other side was given a newer value', () => {
    const back = row({ side: 'hubspot', recordId: '1' }, 'phone', '3')
    const found = leftOver(intent(), record({ Phone: '2', OwnerId: null }), [back], AT)
    expect(found).toMatchObject({ fate: 'found', agreed: [] })
    expect(found.tells).toHaveLength(1)
  })
})

describe('a record that was to be made', () => {
  const making = (over: Partial<WriteIntent> = {}, to = '2'): WriteIntent =>
    intent({ recordId: null, changes: [{ ...change, from: null, to }, keyChange('Key', 'k1')], ...over })
  const made = (createdAt = AT): RemoteRecord => ({ ...record({ Phone: '9', Key: 'k1' }), createdAt })

  it('tells what it was made with, whatever became of it, and never its key', () => {
    const found = leftOver(making(), made(), [], AT)
    expect(found).toMatchObject({ fate: 'found', recordId: '00Q', agreed: [] })
    expect(found.tells).toMatchObject([{ field: 'Phone', from: null, to: '2', because: 'found-as-written' }])
  })

  it.each([
    ['was there before', { record: made(AT - 120_000) }],
    ['was made when this call was long over', { record: made(AT + MAY_STILL_COME_MS + 120_000) }],
    ['bears no key', { record: { ...made(), values: { Phone: '9', Key: null } } }],
    ['was made by somebody who told it', { record: made(), journal: [row({ action: 'create' }, 'create', '7')] }],
    ['may have been made by another try that meant another value', { record: made(), tries: [making({}, '3')] }],
  ])('tells nothing when the record %s', (_why, { record: now, journal, tries }: Case) => {
    const found = leftOver(making(), now, journal ?? [], AT, [making(), ...(tries ?? [])])
    expect(found).toMatchObject({ fate: 'waits', tells: [] })
  })

  interface Case {
    readonly record: RemoteRecord
    readonly journal?: readonly JournalRow[]
    readonly tries?: readonly WriteIntent[]
  }
})

describe('what both sides agree on', () => {
  const base = { phone: { hubspot: '+1', salesforce: '1' }, name: { hubspot: 'A', salesforce: 'A' } }
  const found = [leftOver(intent(), record({ Phone: '2' }), [], AT)]

  it('is what was written, and what it was written of', () => {
    expect(agreedBase(base, found, () => '2')).toEqual({ ...base, phone: { hubspot: '+2', salesforce: '2' } })
  })

  it('stays as it was where the batch itself read something else, or nothing', () => {
    expect(agreedBase(base, found, () => '7')).toBe(base)
    expect(agreedBase(base, found, () => undefined)).toBe(base)
  })

  it('stays as it was where it has that value already', () => {
    const known = { ...base, phone: { hubspot: '+9', salesforce: '2' } }
    expect(agreedBase(known, found, () => '2')).toBe(known)
  })
})

describe('a value', () => {
  it('is there as it was sent, or as platforms keep it, and never when it is what was there before', () => {
    expect(isHeld(change, '2')).toBe(true)
    expect(isHeld({ ...change, to: ' Ana@X.example' }, 'ana@x.example')).toBe(true)
    expect(isHeld({ ...change, from: 'cp4', to: 'Cp4' }, 'cp4')).toBe(false)
    expect(isHeld({ ...change, to: null }, null)).toBe(true)
    expect(isHeld(change, null)).toBe(false)
    expect(isHeld(change, undefined)).toBe(false)
  })
})
