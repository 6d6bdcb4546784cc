import { describe, expect, test } from 'vitest'
import { compareDocuments } from './compare-documents.ts'

const map = { hubspot: 'phone', salesforce: 'Phone', rule: 'newest-wins' }
const lead = (...maps: readonly object[]) => ({ fields: { 'contact-lead': maps } })

describe('what differs between two documents', () => {
  test('nothing, in whichever order their members stand', () => {
    expect(compareDocuments({ a: 1, b: [{ id: 'x', c: 2 }] }, { b: [{ c: 2, id: 'x' }], a: 1 })).toEqual([])
  })

  test('a rule of one map is told by the name of the map', () => {
    expect(compareDocuments(lead(map), lead({ ...map, rule: 'hubspot-wins' }))).toEqual([
      {
        path: 'fields.contact-lead.phone.rule',
        where: ['Field maps', 'contact-lead', '“phone”', 'Rule'],
        what: 'changed',
        from: 'newest-wins',
        to: 'hubspot-wins',
        fromValue: 'newest-wins',
        toValue: 'hubspot-wins',
      },
    ])
  })

  test('a map that comes before others is one change', () => {
    const fax = { hubspot: 'fax', salesforce: 'Fax' }
    expect(compareDocuments(lead(map), lead(fax, map))).toEqual([
      expect.objectContaining({ path: 'fields.contact-lead.fax', what: 'added', from: null, to: JSON.stringify(fax) }),
    ])
    expect(compareDocuments(lead(map, fax), lead(map))).toMatchObject([{ what: 'removed', to: null }])
  })

  test('maps in another order are told, and so are values in another order', () => {
    const fax = { hubspot: 'fax', salesforce: 'Fax' }
    expect(compareDocuments(lead(map, fax), lead(fax, map))).toMatchObject([{ path: 'fields.contact-lead' }])
    const withValues = (values: object) => lead({ ...map, values })
    expect(compareDocuments(withValues({ a: 'A', b: 'A' }), withValues({ b: 'A', a: 'A' }))).toMatchObject([
      { path: 'fields.contact-lead.phone.values' },
    ])
  })

  test('steps are told as a whole: their order is what they say', () => {
    const steps = (...toSalesforce: readonly unknown[]) => lead({ ...map, toSalesforce })
    expect(compareDocuments(steps('trim', { truncate: 3 }), steps('trim', { truncate: 4 }))).toMatchObject([
      { path: 'fields.contact-lead.phone.toSalesforce', from: '["trim",{"truncate":3}]' },
    ])
  })

  test('members are called as people named them, by their id or by their place, parts in words', () => {
    const before = { handover: [{ id: 'fields', score: null }], alerts: { rules: [{ to: ['owner'] }] } }
    const after = {
      handover: [{ id: 'fields', name: 'Asked for a demo', score: null }],
      alerts: { rules: [{ to: ['manager'] }] },
      sla: [{ id: 'hot', clocks: [{ target: '1h' }] }],
    }
    const told = compareDocuments(before, after)
    expect(told.map(({ where }) => where.join(' › '))).toEqual([
      'Handover contracts › “Asked for a demo” › Name',
      'Alerts › Rules › No. 1 › To',
      'SLA policies',
    ])
    expect(compareDocuments({ sla: [{ id: 'sla', version: 1 }] }, { sla: [{ id: 'sla', version: 2 }] })).toMatchObject([
      { where: ['SLA policies', '“sla”', 'Version'] },
    ])
  })

  test('a value that is nothing is told apart from one that is not there', () => {
    const [added] = compareDocuments({}, { score: null })
    expect(added).toMatchObject({ what: 'added', toValue: null })
    expect(added).not.toHaveProperty('fromValue')
  })
})
