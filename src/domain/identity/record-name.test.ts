import { describe, expect, it } from 'vitest'
import type { Base } from './link.ts'
import { recordName } from './record-name.ts'

const base = (values: Readonly<Record<string, string | null>>): Base =>
  Object.fromEntries(Object.entries(values).map(([map, hubspot]) => [map, { hubspot, salesforce: null }]))

describe('recordName', () => {
  it.each([
    ['first and last name', { firstname: 'Dana', lastname: 'Wells', email: 'd@x.example' }, 'Dana Wells'],
    ['names under ids of your own', { first_name: 'Dana', 'Last Name': 'Wells', email: 'd@x.example' }, 'Dana Wells'],
    ['the name of a company', { name: 'Acme', domain: 'acme.example' }, 'Acme'],
    ['what a task is about', { hs_task_subject: 'Call back' }, 'Call back'],
    ['an address without a name', { email: 'd@x.example', company: 'Acme' }, 'd@x.example'],
    ['a domain without a name', { domain: 'acme.example' }, 'acme.example'],
    ['nothing that is known', { phone: '+49 731 1', firstname: null }, null],
  ])('is %s', (_, values, name) => {
    expect(recordName(base(values))).toBe(name)
  })
})
