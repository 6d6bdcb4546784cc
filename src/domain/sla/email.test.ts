import { expect, test } from 'vitest'
import type { Values } from '../mapping/value.ts'
import { emailFact } from './email.ts'

const ROBOT = '005ROBOT'
const ANN = '005ANN'
const BOB = '005BOB'
const NINE = '2026-03-02T09:00:00.000Z'
const TEN = '2026-03-02T10:00:00.000Z'

/** Bob's mailbox logs what Ann sent at nine. */
const SENT: Values = {
  Incoming: 'false',
  MessageDate: NINE,
  Status: '3',
  FromAddress: 'Ann@Sales.example ',
  CreatedById: BOB,
}
const judge = (...messages: readonly Values[]) =>
  emailFact(
    messages.map((more) => ({ ...SENT, ...more })),
    { automationUsers: new Set([ROBOT]), userOf: (address) => (address === 'ann@sales.example' ? ANN : undefined) },
  )

test('an e-mail that went out answers at its date, by the user whose address it came from', () => {
  expect(judge({})).toMatchObject({ at: Date.parse(NINE), personId: ANN, counts: true, kind: 'email' })
})

test('from an address that no user has, who made the message sent it', () => {
  for (const FromAddress of ['team@sales.example', null])
    expect(judge({ FromAddress })).toMatchObject({ personId: BOB, counts: true })
})

test('what came in, and what an automation sent in whoever’s name, is no answer', () => {
  expect(judge({ Incoming: 'true' })).toMatchObject({ counts: false, personId: null })
  expect(judge({ CreatedById: ROBOT })).toMatchObject({ counts: false, personId: ROBOT })
})

test('of several the first answer counts, in any order', () => {
  const late = { MessageDate: TEN }
  const cameIn = { Incoming: 'true', MessageDate: '2026-03-02T08:00:00.000Z' }
  const robots = { CreatedById: ROBOT, MessageDate: '2026-03-02T08:30:00.000Z' }
  for (const messages of [
    [late, cameIn, {}, robots],
    [robots, {}, cameIn, late],
  ])
    expect(judge(...messages)).toMatchObject({ at: Date.parse(NINE), counts: true })
  expect(judge(cameIn, robots)).toMatchObject({ counts: false, why: 'sent by an automation user' })
})

test('a draft, a message without a date, and one whose direction may not be read say nothing', () => {
  expect(judge()).toBeNull()
  for (const more of [{ Status: '5' }, { MessageDate: null }, { Incoming: null }]) expect(judge(more)).toBeNull()
})
