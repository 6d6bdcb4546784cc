import { describe, expect, test } from 'vitest'
import type { ConfigDocument } from '#http/contract/config.ts'
import { effectiveMaps, freeId, movedMap, withMap, withoutMap } from './effective-maps.ts'

const phone = { hubspot: 'phone', salesforce: 'Phone', rule: 'newest-wins', direction: 'both' } as const
const title = { hubspot: 'jobtitle', salesforce: 'Title', rule: 'newest-wins', direction: 'both' } as const
const DEFAULTS = [phone, title]
const own = { hubspot: 'message', salesforce: 'Description', rule: 'hubspot-wins' } as const
const maps = (document: ConfigDocument) =>
  effectiveMaps(document, 'contact-lead', DEFAULTS).map(({ id, origin, map }) => [id, origin, map.rule])

describe('maps of a pair', () => {
  test('Tandem’s own come first, replaced where the document says so, then the document’s', () => {
    const document = { fields: { 'contact-lead': [own, { ...title, rule: 'off' }] } }
    expect(maps(document)).toEqual([
      ['phone', 'brought', 'newest-wins'],
      ['jobtitle', 'changed', 'off'],
      ['message', 'own', 'hubspot-wins'],
    ])
  })

  test('one of Tandem’s that is changed stands in the document, and is gone when it is changed back', () => {
    const changed = withMap({}, 'contact-lead', 'phone', { ...phone, rule: 'hubspot-wins' }, DEFAULTS)
    expect(changed).toEqual({ fields: { 'contact-lead': [{ ...phone, rule: 'hubspot-wins' }] } })
    expect(withMap(changed, 'contact-lead', 'phone', phone, DEFAULTS)).toEqual({})
    const { rule: _rule, direction: _direction, ...short } = phone
    expect(withMap(changed, 'contact-lead', 'phone', short, DEFAULTS)).toEqual({})
  })

  test('another property keeps the name of the map', () => {
    const changed = withMap({}, 'contact-lead', 'phone', { ...phone, hubspot: 'mobilephone' }, DEFAULTS)
    expect(changed).toEqual({ fields: { 'contact-lead': [{ id: 'phone', ...phone, hubspot: 'mobilephone' }] } })
    expect(maps(changed).map(([id]) => id)).toEqual(['phone', 'jobtitle'])
  })

  test('own maps come, move and go; what else the document says stays', () => {
    const fax = { hubspot: 'fax', salesforce: 'Fax' }
    const one = withMap({ sla: [] }, 'contact-lead', 'message', own, DEFAULTS)
    const two = withMap(one, 'contact-lead', 'fax', fax, DEFAULTS)
    expect(movedMap(two, 'contact-lead', 'fax', -1)).toEqual({ sla: [], fields: { 'contact-lead': [fax, own] } })
    expect(withoutMap(withoutMap(two, 'contact-lead', 'fax'), 'contact-lead', 'message')).toEqual({ sla: [] })
  })

  test('a second map of one property gets a name of its own', () => {
    expect(freeId('phone', new Set(['phone', 'phone-2']))).toBe('phone-3')
  })
})
