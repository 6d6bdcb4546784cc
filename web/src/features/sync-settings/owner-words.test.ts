import { expect, test } from 'vitest'
import { unmatchedOwners } from './owner-words.ts'

const person = (email: string, active = true) => ({ name: email, email, active })

test('an active owner without a user of the same e-mail is told, unless the map names one', () => {
  const owners = [person('a@x.example'), person('b@x.example'), person('c@x.example'), person('gone@x.example', false)]
  const found = unmatchedOwners(owners, [person('a@x.example')], { 'b@x.example': 'b.other@x.example' })
  expect(found.map(({ email }) => email)).toEqual(['c@x.example'])
})

test('while one side could not be read, nobody is called missing', () => {
  expect(unmatchedOwners([person('a@x.example')], null, {})).toEqual([])
  expect(unmatchedOwners(null, [], {})).toEqual([])
})
