import { describe, expect, it } from 'vitest'
import type { Scope } from '#app/scope.ts'
import { RemoteError } from '#domain/errors.ts'
import type { Link } from '#domain/identity/link.ts'
import { company, HOUR, MINUTE, MONDAY_TEN, mql } from '#support/company.ts'
import { seller } from '#support/crm-users.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const DORA = 'dora@buyers.example'
const QUALIFIED_AT = MONDAY_TEN - 30 * MINUTE
const SENT_AT = QUALIFIED_AT + HOUR
const SEEN_AT = QUALIFIED_AT + 2 * HOUR

interface Played {
  readonly scope: Scope
  readonly link: Link
  readonly leadId: string
  readonly rep: string
  readonly username: string
}

async function handedOver(...automationUsers: readonly string[]): Promise<Played> {
  const { begin, box, linkOf, sales } = world()
  const scope = await begin(company({ contacts: [mql('dora')] }), { automationUsers: [...automationUsers] })
  await quiesce(scope, box)
  const { Id, OwnerId } = await sales.one('SELECT Id, OwnerId FROM Lead')
  const { Username } = await sales.one(`SELECT Username FROM User WHERE Id = '${String(OwnerId)}'`)
  box.clock.freeze(SEEN_AT)
  return { scope, link: await linkOf(DORA), leadId: String(Id), rep: String(OwnerId), username: String(Username) }
}

/** An e-mail that a user sent an hour ago, and that is logged with its Task now. */
async function mail(
  { leadId }: Played,
  by: string,
  message: Record<string, unknown> = {},
  TaskSubtype = 'Email',
): Promise<string> {
  const sender = seller(world().box, by)
  const ActivityId = await sender.create('Task', {
    Subject: 'Email: Hello',
    WhoId: leadId,
    Status: 'Completed',
    TaskSubtype,
  })
  const sent = { Incoming: false, MessageDate: new Date(SENT_AT).toISOString(), Status: '3' }
  await sender.create('EmailMessage', { Subject: 'Hello', ...sent, ActivityId, ...message })
  return ActivityId
}

async function clockOf({ scope, link }: Played) {
  const [clock] = await scope.store.clocks.byLinks(scope.connection.id, [link.id])
  if (clock === undefined) throw new Error('there is no clock')
  return clock
}

describe('an e-mail', () => {
  it('that a rep sent answers at the date of the message, not when it was logged', async () => {
    const played = await handedOver()
    const id = await mail(played, played.username)
    await quiesce(played.scope, world().box)
    expect(await clockOf(played)).toMatchObject({
      state: 'met',
      stoppedAt: SENT_AT,
      stoppedBy: { activityId: id, personId: played.rep },
    })
  })

  it('that came in is no answer', async () => {
    const played = await handedOver()
    await mail(played, played.username, { Incoming: true, FromAddress: DORA })
    await quiesce(played.scope, world().box)
    expect(await clockOf(played)).toMatchObject({ state: 'running', stoppedAt: null })
    expect(await played.scope.store.activities.byLinks(played.scope.connection.id, [played.link.id])).toMatchObject([
      { kind: 'email', counts: false, why: 'the e-mail came in: it is not a response' },
    ])
  })

  it('that an automation sent in the name of the rep, or to a list, is no answer', async () => {
    const { sales, box } = world()
    const played = await handedOver('bob@sales.example')
    const robot = String((await sales.one("SELECT Username FROM User WHERE Email = 'bob@sales.example'"))['Username'])
    const [{ Email } = {}] = await sales.query(`SELECT Email FROM User WHERE Id = '${played.rep}'`)
    await mail(played, robot, { FromAddress: Email })
    await mail(played, played.username, {}, 'ListEmail')
    await quiesce(played.scope, box)
    expect(await clockOf(played)).toMatchObject({ state: 'running', stoppedAt: null })
  })

  it('costs one query for all of a batch, and none where no task is an e-mail', async () => {
    const { box, sales } = world()
    const played = await handedOver()
    const asked: string[] = []
    const salesforce: Scope['salesforce'] = {
      ...played.scope.salesforce,
      withLane: () => salesforce,
      findBy: (request) => {
        asked.push(request.object)
        return played.scope.salesforce.findBy(request)
      },
    }
    await sales.create('Task', { Subject: 'Note', WhoId: played.leadId, Status: 'Completed' })
    await quiesce({ ...played.scope, salesforce }, box)
    expect(asked).not.toContain('EmailMessage')
    for (let i = 0; i < 3; i += 1) await mail(played, played.username)
    await quiesce({ ...played.scope, salesforce }, box)
    expect(asked.filter((object) => object === 'EmailMessage')).toHaveLength(1)
  })
})

it('goes by the task where the org hides its e-mails, asks no more for hours, and tells of it once', async () => {
  const { box } = world()
  const played = await handedOver()
  const warnings: string[] = []
  let asked = 0
  const salesforce: Scope['salesforce'] = {
    ...played.scope.salesforce,
    withLane: () => salesforce,
    findBy: (request) => {
      if (request.object !== 'EmailMessage') return played.scope.salesforce.findBy(request)
      asked += 1
      throw new RemoteError({ code: 'UNKNOWN_OBJECT', disposition: 'park', message: 'not there', remedy: '' })
    },
  }
  const log = { ...played.scope.log, warn: (_: object, text: string) => void warnings.push(text) }
  const scope = { ...played.scope, salesforce, log }
  for (const wait of [0, HOUR, 6 * HOUR]) {
    box.clock.advance(wait)
    await mail(played, played.username)
    await quiesce(scope, box)
  }
  expect(await clockOf(played)).toMatchObject({ state: 'met', stoppedAt: SEEN_AT, stoppedBy: { personId: played.rep } })
  expect(asked).toBe(2)
  expect(warnings.filter((text) => text.includes('Email Message'))).toHaveLength(1)
})
